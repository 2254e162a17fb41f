using MgrPlatform.Manager.Commands;
using MgrPlatform.Manager.Pg.Health;
using MgrPlatform.Manager.Pg.Scaling;
using MgrPlatform.Manager.Server;
using MgrPlatform.Manager.State;

namespace MgrPlatform.Manager.Term;

/// <summary>Ceph's options that the manager's own parts follow.</summary>
internal static class TermOptions
{
    private static readonly PgHealthOptions Usual = new();
    private static readonly ReweightOptions UsualReweight = new();
    private static readonly PgNumberOptions UsualNumbers = new();

    public static PgHealthOptions Health(CephOptions options) => new()
    {
        MaxDetail = (int)options.Number("mon_health_max_detail", Usual.MaxDetail),
        StuckThreshold = Seconds(options, "mon_pg_stuck_threshold", Usual.StuckThreshold),
        MinPgsPerOsd = (int)options.Number("mon_pg_warn_min_per_osd", Usual.MinPgsPerOsd),
        MaxPgsPerOsd = (int)options.Number("mon_max_pg_per_osd", Usual.MaxPgsPerOsd),
        WarnsOfTooFewOsds = options.Flag("mon_warn_on_too_few_osds", Usual.WarnsOfTooFewOsds),
        DefaultPoolSize = (int)options.Number("osd_pool_default_size", Usual.DefaultPoolSize),
        SlowPingMilliseconds = options.Number("mon_warn_on_slow_ping_time", Usual.SlowPingMilliseconds),
        SlowPingRatio = options.Number("mon_warn_on_slow_ping_ratio", Usual.SlowPingRatio),
        HeartbeatGraceSeconds = (int)options.Number("osd_heartbeat_grace", Usual.HeartbeatGraceSeconds),
        ReporterSubtreeLevel = options.Find("mon_osd_reporter_subtree_level") ?? Usual.ReporterSubtreeLevel,
        RepairedReadsLimit = (long)options.Number("mon_osd_warn_num_repaired", Usual.RepairedReadsLimit),
        SkewMinObjects = (long)options.Number("mon_pg_warn_min_objects", Usual.SkewMinObjects),
        SkewMinPoolObjects = (long)options.Number("mon_pg_warn_min_pool_objects", Usual.SkewMinPoolObjects),
        MaxObjectSkew = options.Number("mon_pg_warn_max_object_skew", Usual.MaxObjectSkew),
        CacheFullWarnRatio = options.Number("mon_cache_target_full_warn_ratio", Usual.CacheFullWarnRatio),
        QuotaWarnPercent = (int)options.Number("mon_pool_quota_warn_threshold", Usual.QuotaWarnPercent),
        QuotaErrorPercent = (int)options.Number("mon_pool_quota_crit_threshold", Usual.QuotaErrorPercent),
        WarnsOfMisplaced = options.Flag("mon_warn_on_misplaced", Usual.WarnsOfMisplaced),
        NotScrubbedRatio = options.Number("mon_warn_pg_not_scrubbed_ratio", Usual.NotScrubbedRatio),
        NotDeepScrubbedRatio = options.Number("mon_warn_pg_not_deep_scrubbed_ratio", Usual.NotDeepScrubbedRatio),
        ScrubMaxInterval = Seconds(options, "osd_scrub_max_interval", Usual.ScrubMaxInterval),
        DeepScrubInterval = Seconds(options, "osd_deep_scrub_interval", Usual.DeepScrubInterval),
        WarnsOfPoolsWithoutApplication = options.Flag("mon_warn_on_pool_no_app", Usual.WarnsOfPoolsWithoutApplication),
        PoolApplicationGrace = Seconds(options, "mon_warn_on_pool_no_app_grace", Usual.PoolApplicationGrace),
        SnapTrimQueueLimit = (uint)options.Number("mon_osd_snap_trim_queue_warn_on", Usual.SnapTrimQueueLimit),
    };

    public static ReweightOptions Reweight(CephOptions options) => new()
    {
        MaxChange = options.Number("mon_reweight_max_change", UsualReweight.MaxChange),
        MaxOsds = (int)options.Number("mon_reweight_max_osds", UsualReweight.MaxOsds),
        MinBytesPerOsd = (long)options.Number("mon_reweight_min_bytes_per_osd", UsualReweight.MinBytesPerOsd),
        MinPgsPerOsd = (int)options.Number("mon_reweight_min_pgs_per_osd", UsualReweight.MinPgsPerOsd),
    };

    public static PgNumberOptions PgNumbers(CephOptions options) => new()
    {
        MaxCreating = (int)options.Number("mgr_max_pg_creating", UsualNumbers.MaxCreating),
        MaxChange = (int)options.Number("mgr_max_pg_num_change", UsualNumbers.MaxChange),
        MaxMisplacedRatio = options.Number("target_max_misplaced_ratio", UsualNumbers.MaxMisplacedRatio),
    };

    /// <summary>What daemons are asked to report.</summary>
    public static DaemonServerOptions Server(CephOptions options, DaemonServerOptions usual) => usual with
    {
        StatsPeriod = TimeSpan.FromSeconds(Math.Clamp(options.Number("mgr_stats_period", usual.StatsPeriod.TotalSeconds), 1, 3600)),
        StatsThreshold = (int)Math.Clamp(options.Number("mgr_stats_threshold", usual.StatsThreshold), 0, 11),
    };

    private static TimeSpan Seconds(CephOptions options, string name, TimeSpan otherwise) =>
        TimeSpan.FromSeconds(options.Number(name, otherwise.TotalSeconds));
}
