namespace MgrPlatform.Consensus.Store;

/// <summary>Ceph's names for what the quorum itself keeps.</summary>
public static class StoreKeys
{
    public const string Paxos = "paxos";
    public const string FirstCommitted = "first_committed";
    public const string LastCommitted = "last_committed";
    public const string LastPn = "last_pn";
    public const string AcceptedPn = "accepted_pn";
    public const string PendingVersion = "pending_v";
    public const string PendingPn = "pending_pn";

    public const string Monitor = "monitor";
    public const string ElectionEpoch = "election_epoch";
    public const string ElectionWriteableTest = "election_writeable_test";
    public const string Joined = "joined";

    /// <summary>
    /// Ours: this store was copied whole from a live quorum, so its owner's votes count although it never was in a quorum itself.
    /// </summary>
    public const string CaughtUp = "caught_up";

    public const string MonSync = "mon_sync";
    public const string InSync = "in_sync";
    public const string ForceSync = "force_sync";
    public const string LatestMonMap = "latest_monmap";
    public const string LastCommittedFloor = "last_committed_floor";
    public const string TempNewerMonMap = "temp_newer_monmap";

    public const string MonMap = "monmap";
    public const string Mkfs = "mkfs";
}
