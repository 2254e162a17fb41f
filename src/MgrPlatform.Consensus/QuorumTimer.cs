namespace MgrPlatform.Consensus;

/// <summary>The waits of the machine; at most one of each runs.</summary>
public enum QuorumTimer
{
    Probe,
    Election,

    /// <summary>A candidate's patience with members that are reachable and silent; a voter's with a better candidate.</summary>
    Settle,
    Ping,
    LeaseRenew,
    LeaseTimeout,
    LeaseAckTimeout,
    AcceptTimeout,

    /// <summary>A new leader waits until no lease of the quorum before can be valid.</summary>
    OldLease,
    Sync,
    ProviderSweep,
}
