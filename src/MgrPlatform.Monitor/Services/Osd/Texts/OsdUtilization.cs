using System.Text.Json;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd.Texts;

/// <summary>How evenly the placement groups lie: <c>osd utilization</c>.</summary>
internal static class OsdUtilization
{
    public static CommandResult Answer(CommandCall call, OsdMap map, PgMapper mapper)
    {
        var figures = Of(map, mapper);
        return call.IsPlain ? CommandResult.Text(figures?.ToText() ?? "") : call.Json(json =>
        {
            json.WriteStartObject();
            figures?.Write(json);
            json.WriteEndObject();
        });
    }

    /// <summary>Null when no OSD is up and in.</summary>
    internal static Figures? Of(OsdMap map, PgMapper mapper)
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
            return null;
        }

        // The mean that is wished for: with too few OSDs the groups do not even lie on those that there are.
        var mean = (float)copies / counts.Count;
        var deviation = MathF.Sqrt(counts.Values.Sum(count => (count - mean) * (count - mean)) / counts.Count);
        var expected = MathF.Sqrt(mean * (1f - (1f / counts.Count)));
        var least = counts.MinBy(static pair => pair.Value);
        var most = counts.MaxBy(static pair => pair.Value);
        return new Figures(mean, deviation, expected, least, most);
    }

    internal sealed record Figures(float Mean, float Deviation, float Expected, KeyValuePair<int, int> Least, KeyValuePair<int, int> Most)
    {
        public string ToText() =>
            $"avg {OsdArguments.Number(Mean)}\n"
            + $"stddev {OsdArguments.Number(Deviation)} (expected baseline {OsdArguments.Number(Expected)})\n"
            + $"min osd.{Least.Key} with {Least.Value} pgs ({OsdArguments.Number(Least.Value / Mean)} * mean)\n"
            + $"max osd.{Most.Key} with {Most.Value} pgs ({OsdArguments.Number(Most.Value / Mean)} * mean)\n";

        public void Write(Utf8JsonWriter json)
        {
            json.WriteNumber("avg_pgs", Mean);
            json.WriteNumber("std_dev", Deviation);
            json.WriteNumber("expected_baseline_std_dev", Expected);
            json.WriteNumber("min_osd", Least.Key);
            json.WriteNumber("min_osd_pgs", Least.Value);
            json.WriteNumber("max_osd", Most.Key);
            json.WriteNumber("max_osd_pgs", Most.Value);
        }
    }
}
