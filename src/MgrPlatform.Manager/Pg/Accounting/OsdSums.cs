using System.Collections.ObjectModel;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Manager.Pg.Accounting;

/// <summary>Adds up what OSDs tell of themselves.</summary>
internal static class OsdSums
{
    private const int KiB = 10;

    public static OsdStat Of(IEnumerable<OsdStat> stats)
    {
        var statfs = new StatfsTally();
        var sum = new OsdStat();
        int[] histogram = [];
        SortedDictionary<int, IReadOnlyDictionary<string, string>>? alerts = null;
        uint trimQueue = 0, trimming = 0, pgs = 0;
        ulong commit = 0, apply = 0;
        long repaired = 0;
        int osds = 0, perPool = 0, perPoolOmap = 0;
        foreach (var stat in stats)
        {
            statfs.Add(stat.Statfs);
            trimQueue += stat.SnapTrimQueueLength;
            trimming += stat.SnapTrimming;
            pgs += stat.PgCount;
            commit += stat.Performance.CommitNanoseconds;
            apply += stat.Performance.ApplyNanoseconds;
            repaired += stat.ShardsRepaired;
            osds += stat.OsdCount;
            perPool += stat.PerPoolOsdCount;
            perPoolOmap += stat.PerPoolOmapOsdCount;
            AddHistogram(ref histogram, stat.OpQueueAgeHistogram);
            foreach (var (osd, texts) in stat.Alerts)
            {
                (alerts ??= []).TryAdd(osd, texts);
            }
        }

        return WithSizes(sum with
        {
            Statfs = statfs.ToStatfs(),
            SnapTrimQueueLength = trimQueue,
            SnapTrimming = trimming,
            PgCount = pgs,
            Performance = new ObjectStorePerformance(ObjectStorePerformance.MillisecondsVersion, commit, apply),
            ShardsRepaired = repaired,
            OsdCount = osds,
            PerPoolOsdCount = perPool,
            PerPoolOmapOsdCount = perPoolOmap,
            OpQueueAgeHistogram = histogram,
            Alerts = alerts ?? sum.Alerts,
        });
    }

    /// <summary>By device class; OSDs without one count in none.</summary>
    public static IReadOnlyDictionary<string, OsdStat> ByClass(OsdMap map, IReadOnlyDictionary<int, OsdStat> stats) =>
        map.Client.Crush is not { } crush
            ? ReadOnlyDictionary<string, OsdStat>.Empty
            : new SortedList<string, OsdStat>(
                stats.GroupBy(pair => ClassOf(crush, pair.Key), static pair => pair.Value)
                    .Where(static group => group.Key is not null)
                    .ToDictionary(static group => group.Key!, Of),
                StringComparer.Ordinal);

    private static string? ClassOf(CrushMap crush, int osd) =>
        crush.ItemClasses.TryGetValue(osd, out var number) && crush.ClassNames.TryGetValue(number, out var name) ? name : null;

    private static OsdStat WithSizes(OsdStat sum) => sum with
    {
        Kb = (long)(sum.Statfs.Total >> KiB),
        KbUsed = (long)(unchecked(sum.Statfs.Total - sum.Statfs.Available) >> KiB),
        KbAvailable = (long)(sum.Statfs.Available >> KiB),
        KbUsedData = sum.Statfs.Allocated >> KiB,
        KbUsedOmap = sum.Statfs.OmapAllocated >> KiB,
        KbUsedMeta = sum.Statfs.InternalMetadata >> KiB,
    };

    private static void AddHistogram(ref int[] sum, IReadOnlyList<int> counts)
    {
        if (counts.Count > sum.Length)
        {
            Array.Resize(ref sum, counts.Count);
        }

        for (var i = 0; i < counts.Count; i++)
        {
            sum[i] = unchecked(sum[i] + counts[i]);
        }
    }
}
