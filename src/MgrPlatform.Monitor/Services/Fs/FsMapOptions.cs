namespace MgrPlatform.Monitor.Services.Fs;

/// <summary>How file systems and their metadata servers are watched. Names and defaults are Ceph's.</summary>
public sealed record FsMapOptions
{
    /// <summary><c>mds_beacon_grace</c>: a server that is silent for so long is replaced.</summary>
    public TimeSpan BeaconGrace { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary><c>mon_mds_blocklist_interval</c>: how long a server that failed is kept away from the data.</summary>
    public TimeSpan BlocklistTime { get; init; } = TimeSpan.FromDays(1);

    /// <summary><c>mds_max_file_size</c>, of new file systems.</summary>
    public ulong MaxFileSize { get; init; } = 1UL << 40;
}
