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

    private static readonly string[] SumHeadings =
    [
        "OBJECTS", "MISSING_ON_PRIMARY", "DEGRADED", "MISPLACED", "UNFOUND", "BYTES", "OMAP_BYTES*", "OMAP_KEYS*", "LOG", "DISK_LOG",
    ];

    public static string Basics(PgMapSnapshot map) =>
        $"version {map.Version}\nstamp {map.Stamp}\nlast_osdmap_epoch 0\nlast_pg_scan 0\n";

    public static string Groups(PgMapSnapshot map)
    {
        var table = Table(
            "PG_STAT",
            [
                .. SumHeadings, "STATE", "STATE_STAMP", "VERSION", "REPORTED", "UP", "UP_PRIMARY", "ACTING", "ACTING_PRIMARY", "LAST_SCRUB",
                "SCRUB_STAMP", "LAST_DEEP_SCRUB", "DEEP_SCRUB_STAMP", "SNAPTRIMQ_LEN",
            ]);
        foreach (var (id, stat) in map.Groups)
        {
            table.Add(
            [
                id.ToString(), .. Sums(stat.Stats), $"{stat.LogSize}", $"{stat.OndiskLogSize}", stat.State.ToName(), stat.LastChange.ToString(),
                stat.Version.ToString(), Reported(stat), Places(stat.Up), $"{stat.UpPrimary}", Places(stat.Acting), $"{stat.ActingPrimary}",
                stat.LastScrub.ToString(), stat.LastScrubStamp.ToString(), stat.LastDeepScrub.ToString(), stat.LastDeepScrubStamp.ToString(),
                $"{stat.SnapTrimQueueLength}",
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
    public static string List(IEnumerable<KeyValuePair<PgId, PgStat>> groups, UTime now)
    {
        var table = Table(
            "PG",
            [
                "OBJECTS", "DEGRADED", "MISPLACED", "UNFOUND", "BYTES", "OMAP_BYTES*", "OMAP_KEYS*", "LOG", "STATE", "SINCE", "VERSION", "REPORTED",
                "UP", "ACTING", "SCRUB_STAMP", "DEEP_SCRUB_STAMP",
            ]);
        foreach (var (id, stat) in groups)
        {
            var sum = stat.Stats;
            table.Add(
                id.ToString(),
                $"{sum[ObjectStat.Objects]}",
                $"{sum[ObjectStat.ObjectsDegraded]}",
                $"{sum[ObjectStat.ObjectsMisplaced]}",
                $"{sum[ObjectStat.ObjectsUnfound]}",
                $"{sum[ObjectStat.Bytes]}",
                $"{sum[ObjectStat.OmapBytes]}",
                $"{sum[ObjectStat.OmapKeys]}",
                $"{stat.LogSize}",
                stat.State.ToName(),
                Ages.Short(Math.Max(0, now.ToNanoseconds() - stat.LastChange.ToNanoseconds())),
                stat.Version.ToString(),
                Reported(stat),
                $"{Places(stat.Up)}p{stat.UpPrimary}",
                $"{Places(stat.Acting)}p{stat.ActingPrimary}",
                stat.LastScrubStamp.ToString(),
                stat.LastDeepScrubStamp.ToString());
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
        new([(first, false), .. others.Select(static heading => (heading, true))]);

    private static TextTable SumTable(string first, bool withHeadings) =>
        Table(withHeadings ? first : "", withHeadings ? SumHeadings : [.. SumHeadings.Select(static _ => "")]);

    private static string[] Sums(ObjectStatSum sum) =>
    [
        $"{sum[ObjectStat.Objects]}", $"{sum[ObjectStat.ObjectsMissingOnPrimary]}", $"{sum[ObjectStat.ObjectsDegraded]}",
        $"{sum[ObjectStat.ObjectsMisplaced]}", $"{sum[ObjectStat.ObjectsUnfound]}", $"{sum[ObjectStat.Bytes]}", $"{sum[ObjectStat.OmapBytes]}",
        $"{sum[ObjectStat.OmapKeys]}",
    ];

    private static string[] Space(OsdStat stat) =>
    [
        Sizes.Bytes(stat.Statfs.Used), Sizes.Bytes(stat.Statfs.Available), Sizes.Bytes(stat.Statfs.UsedRaw), Sizes.Bytes(stat.Statfs.Total),
    ];

    private static string Reported(PgStat stat) => $"{stat.ReportedEpoch}:{stat.ReportedSequence}";

    // The full tables name the OSD that is missing, the brief one does not.
    private static string Places(IEnumerable<int> osds) => $"[{string.Join(',', osds.Select(static osd => osd == NoOsd ? "NONE" : $"{osd}"))}]";

    private static string List(IEnumerable<int> osds) => $"[{string.Join(',', osds)}]";
}
