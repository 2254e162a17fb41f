namespace MgrPlatform.DevCluster.Cluster;

/// <summary>The flags of an OSD map: Ceph's names and bits.</summary>
internal static class OsdMapFlags
{
    /// <summary>In the order of their bits, which is the order in which Ceph lists them.</summary>
    private static readonly (string Name, int Bit)[] Bits =
    [
        ("nearfull", 0), ("full", 1), ("pauserd", 2), ("pausewr", 3), ("pauserec", 4), ("noup", 5), ("nodown", 6), ("noout", 7), ("noin", 8),
        ("nobackfill", 9), ("norecover", 10), ("noscrub", 11), ("nodeep-scrub", 12), ("notieragent", 13), ("norebalance", 14),
        ("sortbitwise", 15), ("recovery_deletes", 19), ("purged_snapdirs", 20), ("nosnaptrim", 21), ("pglog_hardlimit", 22),
    ];

    /// <summary>What <c>osd set</c> takes, in the order of Ceph's help.</summary>
    public static readonly string[] Settable =
    [
        "full", "pause", "noup", "nodown", "noout", "noin", "nobackfill", "norebalance", "norecover", "noscrub", "nodeep-scrub", "notieragent",
        "nosnaptrim", "pglog_hardlimit",
    ];

    /// <summary>Flags that are a warning while they are set.</summary>
    private static readonly HashSet<string> Warned = new(StringComparer.Ordinal)
    {
        "full", "pauserd", "pausewr", "pauserec", "noup", "nodown", "noout", "noin", "nobackfill", "norecover", "noscrub", "nodeep-scrub",
        "notieragent", "norebalance", "nosnaptrim",
    };

    /// <summary>The flags that a word stands for: <c>pause</c> is two.</summary>
    public static string[] Expand(string word) => word == "pause" ? ["pauserd", "pausewr"] : [word];

    public static IEnumerable<string> InOrder(IReadOnlySet<string> set) => Bits.Select(flag => flag.Name).Where(set.Contains);

    public static long Number(IReadOnlySet<string> set) => Bits.Where(flag => set.Contains(flag.Name)).Sum(flag => 1L << flag.Bit);

    /// <summary>The flags that health warns of, joined; empty when there are none.</summary>
    public static string WarnedOf(IEnumerable<string> set) => string.Join(',', set.Where(Warned.Contains));
}
