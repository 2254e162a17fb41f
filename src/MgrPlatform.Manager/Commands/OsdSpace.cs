using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Manager.Commands;

/// <summary>How full an OSD or a bucket is, in KiB.</summary>
internal readonly record struct OsdSpace(long Kb, long Used, long Data, long Omap, long Meta, long Available)
{
    private const int KiB = 10;

    public double Utilization => Kb > 0 && Used > 0 ? 100.0 * Used / Kb : 0;

    public static OsdSpace Of(OsdStat stat) => new(
        (long)(stat.Statfs.Total >> KiB),
        (long)(stat.Statfs.UsedRaw >> KiB),
        stat.Statfs.Allocated >> KiB,
        stat.Statfs.OmapAllocated >> KiB,
        stat.Statfs.InternalMetadata >> KiB,
        (long)(stat.Statfs.Available >> KiB));

    public static OsdSpace operator +(OsdSpace left, OsdSpace right) => new(
        left.Kb + right.Kb,
        left.Used + right.Used,
        left.Data + right.Data,
        left.Omap + right.Omap,
        left.Meta + right.Meta,
        left.Available + right.Available);
}
