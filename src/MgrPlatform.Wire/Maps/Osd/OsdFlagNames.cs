namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>Ceph's words for flags of OSD maps, of OSDs and of pools.</summary>
public static class OsdFlagNames
{
    // In the order in which Ceph joins them.
    private static readonly (OsdMapFlags Flag, string Name)[] MapFlags =
    [
        (OsdMapFlags.NearFull, "nearfull"),
        (OsdMapFlags.Full, "full"),
        (OsdMapFlags.PauseReads, "pauserd"),
        (OsdMapFlags.PauseWrites, "pausewr"),
        (OsdMapFlags.PauseRecovery, "pauserec"),
        (OsdMapFlags.NoUp, "noup"),
        (OsdMapFlags.NoDown, "nodown"),
        (OsdMapFlags.NoOut, "noout"),
        (OsdMapFlags.NoIn, "noin"),
        (OsdMapFlags.NoBackfill, "nobackfill"),
        (OsdMapFlags.NoRebalance, "norebalance"),
        (OsdMapFlags.NoRecover, "norecover"),
        (OsdMapFlags.NoScrub, "noscrub"),
        (OsdMapFlags.NoDeepScrub, "nodeep-scrub"),
        (OsdMapFlags.NoTierAgent, "notieragent"),
        (OsdMapFlags.NoSnapTrim, "nosnaptrim"),
        (OsdMapFlags.SortBitwise, "sortbitwise"),
        (OsdMapFlags.RequireJewel, "require_jewel_osds"),
        (OsdMapFlags.RequireKraken, "require_kraken_osds"),
        (OsdMapFlags.RequireLuminous, "require_luminous_osds"),
        (OsdMapFlags.RecoveryDeletes, "recovery_deletes"),
        (OsdMapFlags.PurgedSnapDirs, "purged_snapdirs"),
        (OsdMapFlags.PgLogHardLimit, "pglog_hardlimit"),
        (OsdMapFlags.NoAutoscale, "noautoscale"),
    ];

    // By bit.
    private static readonly string[] States =
    [
        "exists", "up", "autoout", "new", "full", "nearfull", "backfillfull", "destroyed", "noup", "nodown", "noin", "noout", "stop",
    ];

    // By bit.
    private static readonly string[] Pools =
    [
        "hashpspool", "full", "ec_overwrites", "incomplete_clones", "nodelete", "nopgchange", "nosizechange", "write_fadvise_dontneed",
        "noscrub", "nodeep-scrub", "full_quota", "nearfull", "backfillfull", "selfmanaged_snaps", "pool_snaps", "creating", "eio", "bulk",
        "crimson", "ec_optimizations",
    ];

    public static IReadOnlyList<string> ToNames(this OsdMapFlags flags) =>
        [.. MapFlags.Where(pair => flags.HasFlag(pair.Flag)).Select(static pair => pair.Name)];

    /// <summary>The names of <see cref="OsdState"/> bits, sorted.</summary>
    public static IReadOnlyList<string> ToStateNames(uint states) => [.. ByBit(states, States).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> ToPoolFlagNames(ulong flags) => ByBit(flags, Pools);

    private static List<string> ByBit(ulong bits, string[] names)
    {
        var set = new List<string>();
        for (var bit = 0; bit < names.Length; bit++)
        {
            if ((bits >> bit & 1) != 0)
            {
                set.Add(names[bit]);
            }
        }

        return set;
    }
}
