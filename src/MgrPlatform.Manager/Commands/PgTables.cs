using MgrPlatform.Manager.Pg;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Manager.Commands;

/// <summary>The PG map as tables.</summary>
internal static class PgTables
{
    public const string OmapNote =
        "\n* NOTE: Omap statistics are gathered during deep scrub and may be inaccurate soon afterwards depending on utilization. "
        + "See http://docs.ceph.com/en/latest/dev/placement-group/#omap-statistics for further details.\n";

    private const int NoOsd = int.MaxValue;

    // Since Reef.
    private static readonly (string Heading, bool Right)[] ScrubColumns = [("LAST_SCRUB_DURATION", true), ("SCRUB_SCHEDULING", false)];

    private static readonly string[] SumHeadings =
    [
        "OBJECTS", "MISSING_ON_PRIMARY", "DEGRADED", "MISPLACED", "UNFOUND", "BYTES", "OMAP_BYTES*", "OMAP_KEYS*", "LOG", "DISK_LOG",
    ];

    public static string Basics(PgMapSnapshot map) =>
        $"version {map.Version}\nstamp {map.Stamp}\nlast_osdmap_epoch 0\nlast_pg_scan 0\n";

    public static string Groups(PgMapSnapshot map, Release release)
    {
        var isReef = release >= Release.Reef;
        var table = new TextTable(
        [
            ("PG_STAT", false), .. Right(SumHeadings[..^1]), .. Right(isReef ? ["LOG_DUPS"] : []),
            .. Right(
                "DISK_LOG", "STATE", "STATE_STAMP", "VERSION", "REPORTED", "UP", "UP_PRIMARY", "ACTING", "ACTING_PRIMARY", "LAST_SCRUB",
                "SCRUB_STAMP", "LAST_DEEP_SCRUB", "DEEP_SCRUB_STAMP", "SNAPTRIMQ_LEN"),
            .. isReef ? ScrubColumns : [], .. Right(isReef ? ["OBJECTS_SCRUBBED", "OBJECTS_TRIMMED"] : []),
        ]);
        foreach (var (id, stat) in map.Groups)
        {
            table.Add(
            [
                id.ToString(), .. Sums(stat.Stats), $"{stat.LogSize}", .. LogDups(stat, isReef), $"{stat.OndiskLogSize}",
                stat.State.ToName(),
                stat.LastChange.ToString(), stat.Version.ToString(), Reported(stat), Places(stat.Up), $"{stat.UpPrimary}",
                Places(stat.Acting),
                $"{stat.ActingPrimary}", stat.LastScrub.ToString(), stat.LastScrubStamp.ToString(), stat.LastDeepScrub.ToString(),
                stat.LastDeepScrubStamp.ToString(), $"{stat.SnapTrimQueueLength}", .. Scrub(stat, isReef),
                .. isReef ? [$"{stat.ObjectsScrubbed}", $"{stat.ObjectsTrimmed}"] : Array.Empty<string>(),
            ]);
        }

        return table.ToString();
    }

    public static string GroupsInBrief(IEnumerable<KeyValuePair<PgId, PgStat>> groups)
    {
        var table = Table("PG_STAT", ["STATE", "UP", "UP_PRIMARY", "ACTING", "ACTING_PRIMARY"]);
        foreach (var (id, stat) in groups)
        {
            table.Add(
                id.ToString(), stat.State.ToName(), List(stat.Up), $"{stat.UpPrimary}", List(stat.Acting), $"{stat.ActingPrimary}");
        }

        return table.ToString();
    }

    /// <summary>The form of <c>pg ls</c>.</summary>
    public static string List(IEnumerable<KeyValuePair<PgId, PgStat>> groups, UTime now, Release release)
    {
        var isReef = release >= Release.Reef;
        var table = new TextTable(
        [
            ("PG", false),
            .. Right("OBJECTS", "DEGRADED", "MISPLACED", "UNFOUND", "BYTES", "OMAP_BYTES*", "OMAP_KEYS*", "LOG"),
            .. Right(isReef ? ["LOG_DUPS"] : []),
            .. Right("STATE", "SINCE", "VERSION", "REPORTED", "UP", "ACTING", "SCRUB_STAMP", "DEEP_SCRUB_STAMP"),
            .. isReef ? ScrubColumns : [],
        ]);
        foreach (var (id, stat) in groups)
        {
            var sum = stat.Stats;
            table.Add(
            [
                id.ToString(), $"{sum[ObjectStat.Objects]}", $"{sum[ObjectStat.ObjectsDegraded]}", $"{sum[ObjectStat.ObjectsMisplaced]}",
                $"{sum[ObjectStat.ObjectsUnfound]}", $"{sum[ObjectStat.Bytes]}", $"{sum[ObjectStat.OmapBytes]}",
                $"{sum[ObjectStat.OmapKeys]}",
                $"{stat.LogSize}", .. LogDups(stat, isReef), stat.State.ToName(),
                Ages.Short(Math.Max(0, now.ToNanoseconds() - stat.LastChange.ToNanoseconds())), stat.Version.ToString(), Reported(stat),
                $"{Places(stat.Up)}p{stat.UpPrimary}", $"{Places(stat.Acting)}p{stat.ActingPrimary}", stat.LastScrubStamp.ToString(),
                stat.LastDeepScrubStamp.ToString(), .. Scrub(stat, isReef),
            ]);
        }

        return table.ToString();
    }

    public static string Pools(PgMapSnapshot map, bool withHeadings)
    {
        var table = SumTable("POOLID", withHeadings);
        foreach (var pool in map.Pools)
        {
            table.Add([$"{pool.Id}", .. Sums(pool.Sum.Stats), $"{pool.Sum.LogSize}", $"{pool.Sum.OndiskLogSize}"]);
        }

        return table.ToString();
    }

    public static string Sum(PgMapSnapshot map, bool withHeadings)
    {
        var table = SumTable("PG_STAT", withHeadings);
        table.Add(["sum", .. Sums(map.Sum.Stats), $"{map.Sum.LogSize}", $"{map.Sum.OndiskLogSize}"]);
        return table.ToString();
    }

    public static string Osds(PgMapSnapshot map)
    {
        var table = Table("OSD_STAT", ["USED", "AVAIL", "USED_RAW", "TOTAL", "HB_PEERS", "PG_SUM", "PRIMARY_PG_SUM"]);
        foreach (var (osd, stat) in map.Osds)
        {
            var count = map.PgsByOsd.TryGetValue(osd, out var found) ? found : default;
            table.Add([$"{osd}", .. Space(stat), List(stat.HeartbeatPeers), $"{count.Acting}", $"{count.Primary}"]);
        }

        table.Add(["sum", .. Space(map.OsdSum), "", "", ""]);
        return table.ToString();
    }

    public static string OsdSum(PgMapSnapshot map)
    {
        var table = Table("OSD_STAT", ["USED", "AVAIL", "USED_RAW", "TOTAL"]);
        table.Add(["sum", .. Space(map.OsdSum)]);
        return table.ToString();
    }

    private static TextTable Table(string first, string[] others) =>
        new([(first, false), .. Right(others)]);

    private static IEnumerable<(string Heading, bool Right)> Right(params string[] headings) =>
        headings.Select(static heading => (heading, true));

    private static string[] LogDups(PgStat stat, bool isReef) => isReef ? [$"{stat.LogDupsSize}"] : [];

    private static string[] Scrub(PgStat stat, bool isReef) => isReef ? [$"{stat.LastScrubDuration}", stat.Schedule.ToString()] : [];

    private static TextTable SumTable(string first, bool withHeadings) =>
        Table(withHeadings ? first : "", withHeadings ? SumHeadings : [.. SumHeadings.Select(static _ => "")]);

    private static string[] Sums(ObjectStatSum sum) =>
    [
        $"{sum[ObjectStat.Objects]}", $"{sum[ObjectStat.ObjectsMissingOnPrimary]}", $"{sum[ObjectStat.ObjectsDegraded]}",
        $"{sum[ObjectStat.ObjectsMisplaced]}", $"{sum[ObjectStat.ObjectsUnfound]}", $"{sum[ObjectStat.Bytes]}",
        $"{sum[ObjectStat.OmapBytes]}",
        $"{sum[ObjectStat.OmapKeys]}",
    ];

    private static string[] Space(OsdStat stat) =>
    [
        Sizes.Bytes(stat.Statfs.Used), Sizes.Bytes(stat.Statfs.Available), Sizes.Bytes(stat.Statfs.UsedRaw), Sizes.Bytes(stat.Statfs.Total),
    ];

    private static string Reported(PgStat stat) => $"{stat.ReportedEpoch}:{stat.ReportedSequence}";

    // The full tables name the OSD that is missing, the brief one does not.
    private static string Places(IEnumerable<int> osds) =>
        $"[{string.Join(',', osds.Select(static osd => osd == NoOsd ? "NONE" : $"{osd}"))}]";

    private static string List(IEnumerable<int> osds) => $"[{string.Join(',', osds)}]";
}
