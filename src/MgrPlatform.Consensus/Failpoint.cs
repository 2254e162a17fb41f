namespace MgrPlatform.Consensus;

/// <summary>
/// Where a test may kill a member: Ceph's <c>paxos_kill_at</c>, <c>mon_sync_requester_kill_at</c> and <c>mon_sync_provider_kill_at</c>.
/// </summary>
public enum Failpoint
{
    None = 0,

    /// <summary>The leader chose a pn and has not asked.</summary>
    Paxos1CollectChosen = 1,

    /// <summary>The peon has promised, on disk, and not answered.</summary>
    Paxos2LastPromised = 2,

    /// <summary>The leader wrote the value and has not sent it.</summary>
    Paxos3BeginWritten = 3,

    /// <summary>The leader has sent the value.</summary>
    Paxos4BeginSent = 4,

    /// <summary>The peon took the value to its disk and has not said so.</summary>
    Paxos5BeginAccepted = 5,

    /// <summary>All have accepted, and nothing is done yet.</summary>
    Paxos6AllAccepted = 6,

    /// <summary>The leader committed, in its store, and told nobody.</summary>
    Paxos7CommitWritten = 7,

    /// <summary>The leader told the peons and not its own services.</summary>
    Paxos8CommitSent = 8,

    /// <summary>The peon stores what was committed, and its services have not seen it.</summary>
    Paxos9CommitStored = 9,

    /// <summary>The leader has granted leases.</summary>
    Paxos10LeaseSent = 10,

    /// <summary>A sync was decided, nothing written.</summary>
    SyncRequester1Start = 101,

    /// <summary>The cookie was asked for.</summary>
    SyncRequester2CookieAsked = 102,

    /// <summary>The cookie came.</summary>
    SyncRequester3CookieGot = 103,

    /// <summary>The flag, the floor and the monmap are written; nothing is cleared.</summary>
    SyncRequester4Flagged = 104,

    /// <summary>The store is cleared.</summary>
    SyncRequester5Cleared = 105,

    /// <summary>A chunk came and is not applied.</summary>
    SyncRequester6ChunkGot = 106,

    /// <summary>A chunk is applied and the next not asked for.</summary>
    SyncRequester7ChunkApplied = 107,

    /// <summary>The last chunk came.</summary>
    SyncRequester8LastGot = 108,

    /// <summary>The versions are applied, the flag still stands.</summary>
    SyncRequester9VersionsApplied = 109,

    /// <summary>The flag is gone.</summary>
    SyncRequester10Done = 110,

    /// <summary>The provider was asked for a cookie.</summary>
    SyncProvider1CookieAsked = 201,

    /// <summary>The provider was asked for a chunk.</summary>
    SyncProvider2ChunkAsked = 202,

    /// <summary>The provider is about to send the last chunk.</summary>
    SyncProvider3LastChunk = 203,
}
