namespace MgrPlatform.Monitor.Daemon;

/// <summary>What a monitor may be told at its start; the rest is in the maps. Names and defaults are Ceph's where Ceph has them.</summary>
public sealed record MonitorOptions
{
    /// <summary>How often services look at what is due.</summary>
    public TimeSpan TickInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A monitor that is outside of a quorum for so long ends its clients' sessions, so that they go to another one.</summary>
    public TimeSpan OutsideLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// An active manager whose connection drops is replaced when it has not come back by then. One that lives is back within some ten
    /// milliseconds, and at another monitor in a few hundred; the kernel closes the connection of one that died at once.
    /// </summary>
    public TimeSpan ManagerReturnGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A manager that sends no beacon for so long is taken for dead.</summary>
    public TimeSpan ManagerBeaconGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a young cluster may be without a manager before health says so.</summary>
    public TimeSpan ManagerMkfsGrace { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>After so long without one it is an error.</summary>
    public TimeSpan ManagerInactiveGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the active manager is sent the health of the cluster.</summary>
    public TimeSpan DigestPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest value of a config-key, in bytes.</summary>
    public int ConfigKeyMaxEntrySize { get; init; } = 65536;

    /// <summary>How many old versions of the key-value store are kept for subscribers that come back.</summary>
    public ulong KvVersionsKept { get; init; } = 50;

    public ulong LogVersionsKept { get; init; } = 500;

    public ulong MapVersionsKept { get; init; } = 500;

    /// <summary>How long a request that was done is known as such, for a client that comes back and asks for its answer.</summary>
    public TimeSpan AnswerLife { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The most requests that are known.</summary>
    public int AnswersKept { get; init; } = 50_000;

    /// <summary>The most bytes that their answers may take together.</summary>
    public long AnswerBytesKept { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long lines of the log gather before they are proposed on their own.</summary>
    public TimeSpan LogProposeDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The life of a ticket that proves who a client is.</summary>
    public TimeSpan AuthTicketLifetime { get; init; } = TimeSpan.FromSeconds(259200);

    /// <summary>The life of a ticket for a service, and of each of the service's keys.</summary>
    public TimeSpan ServiceTicketLifetime { get; init; } = TimeSpan.FromSeconds(3600);

    /// <summary>Global ids are taken from the quorum in blocks of this many.</summary>
    public ulong GlobalIdBlock { get; init; } = 10000;

    /// <summary>Below this share of free space on the store's disk, in percent, health warns.</summary>
    public int DataAvailableWarn { get; init; } = 30;

    /// <summary>Below this share, in percent, health is in error.</summary>
    public int DataAvailableCritical { get; init; } = 5;

    /// <summary>A store larger than this, in bytes, is warned about.</summary>
    public long DataSizeWarn { get; init; } = 16106127360;

    /// <summary>A member whose clock is further off is warned about.</summary>
    public TimeSpan ClockDriftAllowed { get; init; } = TimeSpan.FromSeconds(0.05);

    public TimeSpan TimeCheckInterval { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>While clocks are off, checks come this often, times the number of rounds in a row.</summary>
    public TimeSpan TimeCheckSkewInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How the OSD map is begun and changed.</summary>
    public Services.Osd.OsdMapOptions Osds { get; init; } = new();

    /// <summary>How file systems and their metadata servers are watched.</summary>
    public Services.Fs.FsMapOptions Filesystems { get; init; } = new();
}
