using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Manager.Pg.Accounting;

/// <summary>How much can be written by a CRUSH rule before the first of its OSDs is full.</summary>
internal static class RuleSpace
{
    private const float UnitWeight = 0x10000;
    private const int KiB = 10;

    public static IReadOnlyDictionary<int, long> Of(OsdMap map, IReadOnlyDictionary<int, OsdStat> osds)
    {
        var available = new SortedList<int, long>();
        foreach (var (_, pool) in map.Client.Pools)
        {
            if (!available.ContainsKey(pool.CrushRule) && map.Client.Crush is { } crush)
            {
                available[pool.CrushRule] = AvailableOf(map, osds, WeightsOf(crush, pool.CrushRule));
            }
        }

        return available;
    }

    /// <summary>By OSD the share of what the rule writes; null when there is no such rule.</summary>
    public static IReadOnlyDictionary<int, float>? WeightsOf(CrushMap crush, int number)
    {
        if (number < 0 || number >= crush.Rules.Count || crush.Rules[number] is not { } rule)
        {
            return null;
        }

        var weights = new SortedDictionary<int, float>();
        foreach (var step in rule.Steps.Where(static step => step.Operation == CrushOperation.Take))
        {
            var taken = new SortedDictionary<int, float>();
            var sum = step.First >= 0 ? TakeDevice(step.First, taken) : TakeBucket(crush, step.First, taken);
            if (sum > 0)
            {
                foreach (var (osd, weight) in taken)
                {
                    weights[osd] = weights.GetValueOrDefault(osd) + (weight / sum);
                }
            }
        }

        return weights;
    }

    private static float TakeDevice(int osd, SortedDictionary<int, float> taken) => taken[osd] = 1;

    private static float TakeBucket(CrushMap crush, int root, SortedDictionary<int, float> taken)
    {
        float sum = 0;
        var seen = new HashSet<int>(); // A map from a peer may go round in circles.
        var queue = new Queue<int>([root]);
        while (queue.TryDequeue(out var id))
        {
            var slot = -1 - id;
            if (slot >= crush.Buckets.Count || crush.Buckets[slot] is not { } bucket || !seen.Add(id))
            {
                continue;
            }

            for (var i = 0; i < bucket.Items.Count; i++)
            {
                if (bucket.Items[i] < 0)
                {
                    queue.Enqueue(bucket.Items[i]);
                    continue;
                }

                var weight = bucket.ItemWeight(i) / UnitWeight;
                taken[bucket.Items[i]] = weight;
                sum += weight;
            }
        }

        return sum;
    }

    private static long AvailableOf(OsdMap map, IReadOnlyDictionary<int, OsdStat> osds, IReadOnlyDictionary<int, float>? weights)
    {
        if (weights is null || weights.Count == 0)
        {
            return weights is null ? -2 : 0; // What Ceph's digest carries for a rule that is not there: ENOENT.
        }

        var least = -1L;
        foreach (var (osd, weight) in weights)
        {
            if (weight == 0 || !osds.TryGetValue(osd, out var stat) || stat.Statfs.Total == 0)
            {
                continue; // It is out, or has not reported.
            }

            var unusable = (stat.Statfs.Total >> KiB) * (1.0 - map.Daemons.FullRatio);
            var available = Math.Max(0.0, (stat.Statfs.Available >> KiB) - unusable) * 1024.0;
            var projected = (long)(available / weight);
            if (least < 0 || projected < least)
            {
                least = projected;
            }
        }

        return least;
    }
}
