namespace MgrPlatform.Manager.Pg;

/// <summary>How the PG map averages. Names in the comments and defaults are Ceph 16.2's options.</summary>
public sealed record PgMapOptions
{
    /// <summary><c>mon_stat_smooth_intervals</c>: over how many changes of the sums a rate is averaged.</summary>
    public int SmoothIntervals { get; init; } = 6;

    /// <summary><c>mon_delta_reset_interval</c>: a pool's change never counts for more than twice this time.</summary>
    public TimeSpan DeltaResetInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for OSDs that have not reported: four times <c>mgr_stats_period</c>.</summary>
    public TimeSpan ReadinessLimit { get; init; } = TimeSpan.FromSeconds(20);
}
