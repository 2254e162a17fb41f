using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd.Texts;

/// <summary>How evenly the placement groups lie: <c>osd utilization</c>.</summary>
internal static class OsdUtilization
{
    public static string Text(OsdMap map, PgMapper mapper)
    {
        var counts = new SortedDictionary<int, int>();
        for (var osd = 0; osd < map.Client.MaxOsd; osd++)
        {
            if (map.Exists(osd) && map.WeightOf(osd) > 0)
            {
                counts[osd] = 0;
            }
        }

        foreach (var (id, pool) in map.Client.Pools)
        {
            for (var seed = 0u; seed < pool.PgCount; seed++)
            {
                foreach (var osd in mapper.Map(new PgId(id, seed)).Up)
                {
                    if (counts.TryGetValue(osd, out var count))
                    {
                        counts[osd] = count + 1;
                    }
                }
            }
        }

        if (counts.Count == 0)
        {
            return "";
        }

        var total = counts.Values.Sum();
        var mean = (double)total / counts.Count;
        var deviation = Math.Sqrt(counts.Values.Sum(count => Math.Pow(count - mean, 2)) / counts.Count);
        var expected = Math.Sqrt(mean * (1.0 - (1.0 / counts.Count)));
        var least = counts.MinBy(static pair => pair.Value);
        var most = counts.MaxBy(static pair => pair.Value);
        return $"avg {OsdArguments.Number((long)mean)}\n"
            + $"stddev {OsdArguments.Number(deviation)} (expected baseline {OsdArguments.Number(expected)})\n"
            + $"min osd.{least.Key} with {least.Value} pgs ({OsdArguments.Number(least.Value / mean)} * mean)\n"
            + $"max osd.{most.Key} with {most.Value} pgs ({OsdArguments.Number(most.Value / mean)} * mean)\n";
    }
}
