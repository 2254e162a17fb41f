using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Manager.Pg.Accounting;

/// <summary>Which snapshots are gone from all groups of a pool.</summary>
internal static class SnapsPurged
{
    /// <summary>Pools with a group that is unknown are left out.</summary>
    public static IReadOnlyDictionary<long, SnapInterval[]> Of(IEnumerable<PoolSnapshot> pools)
    {
        var purged = new SortedList<long, SnapInterval[]>();
        foreach (var pool in pools)
        {
            if (pool.Groups.Count > 0 && !pool.ByState.ContainsKey(PgState.Unknown))
            {
                purged[pool.Id] = InAll(pool.Groups);
            }
        }

        return purged;
    }

    private static SnapInterval[] InAll(IReadOnlyList<PgStat> groups)
    {
        IReadOnlyList<SnapInterval> common = groups[0].PurgedSnaps;
        for (var i = 1; i < groups.Count && common.Count > 0; i++)
        {
            common = Intersect(common, groups[i].PurgedSnaps);
        }

        return [.. common];
    }

    private static List<SnapInterval> Intersect(IReadOnlyList<SnapInterval> left, IReadOnlyList<SnapInterval> right)
    {
        var common = new List<SnapInterval>();
        int l = 0, r = 0;
        while (l < left.Count && r < right.Count)
        {
            var start = Math.Max(left[l].Start, right[r].Start);
            var end = Math.Min(EndOf(left[l]), EndOf(right[r]));
            if (start < end)
            {
                common.Add(new SnapInterval(start, end - start));
            }

            if (EndOf(left[l]) < EndOf(right[r]))
            {
                l++;
            }
            else
            {
                r++;
            }
        }

        return common;
    }

    // An OSD may say anything: a run ends at the last id at the latest.
    private static ulong EndOf(SnapInterval interval) =>
        interval.Length > ulong.MaxValue - interval.Start ? ulong.MaxValue : interval.Start + interval.Length;
}
