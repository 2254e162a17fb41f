using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>How the OSD map is begun and changed. Names and defaults are Ceph's, so that operators know them.</summary>
public sealed record OsdMapOptions
{
    /// <summary><c>osd_pool_default_size</c>.</summary>
    public byte PoolDefaultSize { get; init; } = 3;

    /// <summary><c>osd_pool_default_min_size</c>; 0 for the size less its half.</summary>
    public byte PoolDefaultMinSize { get; init; }

    /// <summary><c>osd_pool_default_pg_num</c>.</summary>
    public uint PoolDefaultPgCount { get; init; } = 32;

    /// <summary><c>osd_pool_default_pg_autoscale_mode</c>: 0 off, 1 warn, 2 on.</summary>
    public byte PoolDefaultAutoscaleMode { get; init; } = 2;

    /// <summary><c>osd_crush_chooseleaf_type</c>: the type over whose buckets the first rule spreads replicas; 0 OSDs, 1 hosts.</summary>
    public int ChooseLeafType { get; init; } = 1;

    /// <summary><c>mon_max_pool_pg_num</c>.</summary>
    public uint MaxPoolPgCount { get; init; } = 65536;

    /// <summary><c>mon_allow_pool_delete</c>.</summary>
    public bool AllowPoolDelete { get; init; }

    /// <summary><c>mon_allow_pool_size_one</c>.</summary>
    public bool AllowPoolSizeOne { get; init; }

    /// <summary><c>osd_heartbeat_grace</c>: how long an OSD may be silent to its peers.</summary>
    public TimeSpan HeartbeatGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary><c>mon_osd_min_down_reporters</c>: from how many subtrees reports must come.</summary>
    public int MinDownReporters { get; init; } = 2;

    /// <summary><c>mon_osd_reporter_subtree_level</c>: reporters below one bucket of this type count once.</summary>
    public string ReporterSubtreeLevel { get; init; } = "host";

    /// <summary><c>mon_osd_down_out_interval</c>: after so long an OSD that is down is marked out.</summary>
    public TimeSpan DownOutInterval { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary><c>mon_osd_min_in_ratio</c>: below this share of OSDs that are in, none is marked out by itself.</summary>
    public double MinInRatio { get; init; } = 0.75;

    /// <summary><c>mon_osd_min_up_ratio</c>: below this share of OSDs that are up, none is marked down by reports.</summary>
    public double MinUpRatio { get; init; } = 0.3;

    /// <summary>
    /// <c>mon_osd_down_out_subtree_limit</c>: when a whole bucket of this type or a larger one is down, its OSDs stay in.
    /// </summary>
    public string DownOutSubtreeLimit { get; init; } = "rack";

    /// <summary><c>mon_osd_report_timeout</c>: an OSD whose beacons stay away for so long is down.</summary>
    public TimeSpan ReportTimeout { get; init; } = TimeSpan.FromSeconds(900);

    /// <summary><c>mon_osd_laggy_halflife</c>.</summary>
    public TimeSpan LaggyHalfLife { get; init; } = TimeSpan.FromSeconds(3600);

    /// <summary><c>mon_osd_laggy_weight</c>.</summary>
    public double LaggyWeight { get; init; } = 0.3;

    /// <summary><c>mon_osd_blocklist_default_expire</c>.</summary>
    public TimeSpan BlocklistExpiry { get; init; } = TimeSpan.FromSeconds(3600);

    /// <summary>Daemons of this release at least may join.</summary>
    public Release RequireOsdRelease { get; init; } = Release.Pacific;
}
