namespace MgrPlatform.Manager.Commands;

/// <summary>The bounds of <c>reweight-by-…</c>; names in the comments and defaults are Ceph 16.2's options.</summary>
public sealed record ReweightOptions
{
    /// <summary><c>mon_reweight_max_change</c>.</summary>
    public double MaxChange { get; init; } = 0.05;

    /// <summary><c>mon_reweight_max_osds</c>.</summary>
    public int MaxOsds { get; init; } = 4;

    /// <summary><c>mon_reweight_min_bytes_per_osd</c>.</summary>
    public long MinBytesPerOsd { get; init; } = 104_857_600;

    /// <summary><c>mon_reweight_min_pgs_per_osd</c>.</summary>
    public int MinPgsPerOsd { get; init; } = 10;
}
