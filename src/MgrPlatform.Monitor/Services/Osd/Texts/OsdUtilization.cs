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
            if (map.IsUp(osd) && map.IsIn(osd))
            {
                counts[osd] = 0;
            }
        }

        var copies = 0L;
        foreach (var (id, pool) in map.Client.Pools)
        {
            copies += pool.Size * (long)pool.PgCount;
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

        // The mean that is wished for: with too few OSDs the groups do not even lie on those that there are.
        var mean = (float)copies / counts.Count;
        var deviation = MathF.Sqrt(counts.Values.Sum(count => (count - mean) * (count - mean)) / counts.Count);
        var expected = MathF.Sqrt(mean * (1f - (1f / counts.Count)));
        var least = counts.MinBy(static pair => pair.Value);
        var most = counts.MaxBy(static pair => pair.Value);
        return $"avg {OsdArguments.Number(mean)}\n"
            + $"stddev {OsdArguments.Number(deviation)} (expected baseline {OsdArguments.Number(expected)})\n"
            + $"min osd.{least.Key} with {least.Value} pgs ({OsdArguments.Number(least.Value / mean)} * mean)\n"
            + $"max osd.{most.Key} with {most.Value} pgs ({OsdArguments.Number(most.Value / mean)} * mean)\n";
    }
}
