namespace MgrPlatform.Consensus;

/// <summary>
/// The waits and sizes of the quorum. Names are Ceph's (without <c>mon_</c>); the defaults are ours, <see cref="Ceph"/> has Ceph's.
/// All members must have the same <see cref="Lease"/>: a new leader waits for its own idea of it.
/// </summary>
public sealed record QuorumOptions
{
    /// <summary>The defaults of Ceph 16.2.15. The pings and the bounded waits are ours all the same.</summary>
    public static QuorumOptions Ceph(IReadOnlyList<string> syncPrefixes) => new()
    {
        Lease = TimeSpan.FromSeconds(5),
        ElectionTimeout = TimeSpan.FromSeconds(5),
        ProbeTimeout = TimeSpan.FromSeconds(2),
        SyncTimeout = TimeSpan.FromSeconds(60),
        SyncPrefixes = syncPrefixes,
    };

    /// <summary><c>mon_lease</c>: for how long a member may answer reads without hearing from the leader. Ceph: 5 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary><c>mon_lease_renew_interval_factor</c>, below 1.</summary>
    public double LeaseRenewIntervalFactor { get; init; } = 0.6;

    /// <summary><c>mon_lease_ack_timeout_factor</c>, above 1.</summary>
    public double LeaseAckTimeoutFactor { get; init; } = 2.0;

    /// <summary><c>mon_accept_timeout_factor</c>, above 1.</summary>
    public double AcceptTimeoutFactor { get; init; } = 2.0;

    /// <summary>Ours: by which part of a lease two clocks may differ while it runs; a new leader waits so much longer.</summary>
    public double LeaseMargin { get; init; } = 0.02;

    /// <summary><c>mon_election_timeout</c>: an election without a majority begins again. Ceph: 5 s.</summary>
    public TimeSpan ElectionTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary><c>mon_probe_timeout</c>: asks again. Ceph: 2 s.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Ours: each member tells each other that it lives, unless it told it something else meanwhile.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Ours: after so long without a word a peer counts as gone. Above two pings.</summary>
    public TimeSpan PingGrace { get; init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>Ours: how long a candidate waits for reachable members beyond a majority, and a voter for a better candidate.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary><c>mon_sync_timeout</c>; a provider forgets a copying after twice this. Ceph: 60 s.</summary>
    public TimeSpan SyncTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>mon_sync_max_payload_size</c>, bytes.</summary>
    public int SyncMaxPayloadSize { get; init; } = 1024 * 1024;

    /// <summary><c>mon_sync_max_payload_keys</c>.</summary>
    public int SyncMaxPayloadKeys { get; init; } = 2000;

    /// <summary><c>paxos_max_join_drift</c>: who is further behind copies before it joins.</summary>
    public ulong PaxosMaxJoinDrift { get; init; } = 10;

    /// <summary><c>paxos_min</c>: so many versions are always kept.</summary>
    public ulong PaxosMin { get; init; } = 500;

    /// <summary><c>paxos_trim_min</c>: fewer are not worth the work.</summary>
    public ulong PaxosTrimMin { get; init; } = 250;

    /// <summary><c>paxos_trim_max</c>: no more at once.</summary>
    public ulong PaxosTrimMax { get; init; } = 500;

    /// <summary>Ours: so many proposals wait, the next one is told "again".</summary>
    public int MaxWaitingProposals { get; init; } = 4096;

    /// <summary>Prefixes of the store that a sync copies: the services'. Never <c>paxos</c>, <c>monitor</c> or <c>mon_sync</c>.</summary>
    public required IReadOnlyList<string> SyncPrefixes { get; init; }

    /// <summary>
    /// Who lacks one of these features of a connection is told so when it probes; the driver knows them at the handshake.
    /// </summary>
    public ulong RequiredFeatures { get; init; }

    /// <summary>Who lacks one of these features of a monitor may not take part in an election.</summary>
    public ulong RequiredMonFeatures { get; init; }

    /// <summary>Who is of an older release may not take part.</summary>
    public byte MinRelease { get; init; }

    /// <summary>Tests only: say where a kill would be of interest. Costs a comparison when it is off.</summary>
    public bool EmitFailpoints { get; init; }

    internal TimeSpan LeaseRenewInterval => Lease * LeaseRenewIntervalFactor;

    internal TimeSpan LeaseAckTimeout => Lease * LeaseAckTimeoutFactor;

    internal TimeSpan AcceptTimeout => Lease * AcceptTimeoutFactor;

    /// <summary>A planted bug sets it to nothing.</summary>
    internal double OldLeaseFactor { get; init; } = 1;

    internal TimeSpan OldLeaseWait => Lease * (1 + LeaseMargin) * OldLeaseFactor;

    /// <summary>Throws <see cref="ArgumentException"/> for values that contradict each other.</summary>
    public void Validate()
    {
        Require(Lease > TimeSpan.Zero && ElectionTimeout > TimeSpan.Zero && ProbeTimeout > TimeSpan.Zero, "a wait is not above zero");
        Require(LeaseRenewIntervalFactor is > 0 and < 1, "mon_lease_renew_interval_factor must be below 1");
        Require(LeaseAckTimeoutFactor > 1, "mon_lease_ack_timeout_factor must be above 1");
        Require(AcceptTimeoutFactor > 1, "mon_accept_timeout_factor must be above 1");
        Require(LeaseMargin is >= 0 and < 1, "the margin of a lease is a part of it");
        Require(PingGrace > PingInterval, "the grace must be longer than the interval of pings");
        Require(SyncMaxPayloadKeys > 0 && SyncMaxPayloadSize > 0, "a chunk must hold something");
        Require(PaxosTrimMax > 0, "paxos_trim_max must be above 0");
        Require(
            !SyncPrefixes.Any(prefix => prefix is "paxos" or "monitor" or "mon_sync"), "a sync never copies paxos, monitor or mon_sync");
    }

    private static void Require(bool condition, string text)
    {
        if (!condition)
        {
            throw new ArgumentException(text);
        }
    }
}
