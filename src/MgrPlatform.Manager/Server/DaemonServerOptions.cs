using System.ComponentModel.DataAnnotations;

namespace MgrPlatform.Manager.Server;

/// <summary>What daemons are asked to report, and how much is taken on.</summary>
public sealed record DaemonServerOptions
{
    public const string Section = "Manager:Server";

    /// <summary>Between two reports of a daemon; Ceph's <c>mgr_stats_period</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StatsPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Only counters of this priority or a higher one are reported; Ceph's <c>mgr_stats_threshold</c>.</summary>
    [Range(0, 11)]
    public int StatsThreshold { get; init; } = 5;

    /// <summary>Commands under way at the same time; one more is answered EAGAIN.</summary>
    [Range(1, 100_000)]
    public int Commands { get; init; } = 1024;

    /// <summary>Of these, for one connection.</summary>
    [Range(1, 10_000)]
    public int CommandsPerConnection { get; init; } = 256;

    /// <summary>The longest command, in characters.</summary>
    [Range(1, 100_000_000)]
    public int CommandLength { get; init; } = 1 << 20;
}
