using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Pg.Health;

/// <summary>
/// When the PG map complains. Names in the comments and defaults are Ceph 16.2's options; a ratio or limit of zero turns a check off.
/// </summary>
public sealed record PgHealthOptions
{
    /// <summary>
    /// Whose habits: since Reef a pool needs an application even while it is empty, since Tentacle not in its first minutes.
    /// </summary>
    public Release Release { get; init; } = Release.Pacific;

    /// <summary><c>mon_health_max_detail</c>.</summary>
    public int MaxDetail { get; init; } = 50;

    /// <summary><c>mon_pg_stuck_threshold</c>.</summary>
    public TimeSpan StuckThreshold { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary><c>mon_pg_warn_min_per_osd</c>.</summary>
    public int MinPgsPerOsd { get; init; }

    /// <summary><c>mon_max_pg_per_osd</c>.</summary>
    public int MaxPgsPerOsd { get; init; } = 250;

    /// <summary><c>mon_warn_on_too_few_osds</c>.</summary>
    public bool WarnsOfTooFewOsds { get; init; } = true;

    /// <summary><c>osd_pool_default_size</c>.</summary>
    public int DefaultPoolSize { get; init; } = 3;

    /// <summary><c>mon_warn_on_slow_ping_time</c>, in milliseconds; zero for the ratio.</summary>
    public double SlowPingMilliseconds { get; init; }

    /// <summary><c>mon_warn_on_slow_ping_ratio</c> of <c>osd_heartbeat_grace</c>.</summary>
    public double SlowPingRatio { get; init; } = 0.05;

    /// <summary><c>osd_heartbeat_grace</c>, in seconds.</summary>
    public int HeartbeatGraceSeconds { get; init; } = 20;

    /// <summary><c>mon_osd_reporter_subtree_level</c>.</summary>
    public string ReporterSubtreeLevel { get; init; } = "host";

    /// <summary><c>mon_osd_warn_num_repaired</c>.</summary>
    public long RepairedReadsLimit { get; init; } = 10;

    /// <summary><c>mon_pg_warn_min_objects</c>.</summary>
    public long SkewMinObjects { get; init; } = 10_000;

    /// <summary><c>mon_pg_warn_min_pool_objects</c>.</summary>
    public long SkewMinPoolObjects { get; init; } = 1000;

    /// <summary><c>mon_pg_warn_max_object_skew</c>.</summary>
    public double MaxObjectSkew { get; init; } = 10;

    /// <summary><c>mon_cache_target_full_warn_ratio</c>.</summary>
    public double CacheFullWarnRatio { get; init; } = 0.66;

    /// <summary><c>mon_pool_quota_warn_threshold</c>, in percent.</summary>
    public int QuotaWarnPercent { get; init; }

    /// <summary><c>mon_pool_quota_crit_threshold</c>, in percent.</summary>
    public int QuotaErrorPercent { get; init; }

    /// <summary><c>mon_warn_on_misplaced</c>.</summary>
    public bool WarnsOfMisplaced { get; init; }

    /// <summary><c>mon_warn_pg_not_scrubbed_ratio</c>.</summary>
    public double NotScrubbedRatio { get; init; } = 0.5;

    /// <summary><c>mon_warn_pg_not_deep_scrubbed_ratio</c>.</summary>
    public double NotDeepScrubbedRatio { get; init; } = 0.75;

    /// <summary><c>osd_scrub_max_interval</c>.</summary>
    public TimeSpan ScrubMaxInterval { get; init; } = TimeSpan.FromDays(7);

    /// <summary><c>osd_deep_scrub_interval</c>.</summary>
    public TimeSpan DeepScrubInterval { get; init; } = TimeSpan.FromDays(7);

    /// <summary><c>mon_warn_on_pool_no_app</c>.</summary>
    public bool WarnsOfPoolsWithoutApplication { get; init; } = true;

    /// <summary><c>mon_warn_on_pool_no_app_grace</c>, of Tentacle.</summary>
    public TimeSpan PoolApplicationGrace { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>mon_osd_snap_trim_queue_warn_on</c>.</summary>
    public uint SnapTrimQueueLimit { get; init; } = 32768;
}
