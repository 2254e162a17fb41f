namespace MgrPlatform.Consensus;

/// <summary>What a member is at the moment; Ceph's words.</summary>
public enum QuorumRole
{
    /// <summary>It asks the others what they know.</summary>
    Probing,

    /// <summary>It copies another's store, for its own is too old.</summary>
    Synchronizing,
    Electing,
    Leader,
    Peon,

    /// <summary>It left, and steps no more.</summary>
    Stopped,
}
