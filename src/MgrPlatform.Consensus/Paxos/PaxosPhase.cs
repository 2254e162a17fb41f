namespace MgrPlatform.Consensus.Paxos;

/// <summary>Where this member's Paxos is; Ceph's words. Writing and refreshing take no time here.</summary>
internal enum PaxosPhase
{
    /// <summary>In no quorum.</summary>
    Inactive,

    /// <summary>The leader finds out what was accepted before it.</summary>
    Recovering,
    Active,

    /// <summary>A new value is under way.</summary>
    Updating,

    /// <summary>A value of an earlier leader is under way: it may be committed already, so nothing older may be read.</summary>
    UpdatingPrevious,
}
