using System.Text;
using System.Text.Json;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Primitives;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Manager.Commands;

/// <summary>What a change of the OSD map moves: how many copies of groups, and how evenly they lie before and after.</summary>
internal sealed class MappingChange
{
    private readonly int[] _before;
    private readonly int[] _after;
    private readonly int _total;
    private readonly int _moved;
    private readonly int _osds;
    private readonly int _least = -1;
    private readonly int _most = -1;
    private readonly float _deviation;
    private readonly float _newDeviation;

    public MappingChange(OsdMap before, OsdMap after, IReadOnlySet<long>? pools)
    {
        _before = new int[before.Client.OsdStates.Count];
        _after = new int[before.Client.OsdStates.Count];
        var (from, to) = (new PgMapper(before), new PgMapper(after));
        foreach (var (pool, settings) in before.Client.Pools.Where(pool => pools is null || pools.Contains(pool.Key)))
        {
            for (var seed = 0u; seed < settings.PgCount; seed++)
            {
                var (up, next) = (from.Map(new PgId(pool, seed)).Up, to.Map(new PgId(pool, seed)).Up);
                _total += settings.Size;
                Count(_before, up);
                Count(_after, next);
                _moved += settings.Type == 1
                    ? up.Except(next).Count()
                    : up.Where((osd, at) => at >= next.Count || osd != next[at]).Count();
            }
        }

        var shown = Enumerable.Range(0, _before.Length).Where(osd => before.IsIn(osd) && before.IsUp(osd)).ToArray();
        _osds = shown.Length;
        foreach (var osd in shown)
        {
            _least = _least < 0 || _before[osd] < _before[_least] ? osd : _least;
            _most = _most < 0 || _before[osd] > _before[_most] ? osd : _most;
        }

        _deviation = Deviation(_before, shown);
        _newDeviation = Deviation(_after, shown);
    }

    private float Average => _osds > 0 ? _total / (float)_osds : 0;

    // What chance alone would do: a binomial's.
    private double Expected => _osds > 0 ? Math.Sqrt(_total / (double)_osds * (1.0 - (1.0 / _osds))) : 0;

    public string Text()
    {
        var text = new StringBuilder();
        text.Append($"moved {_moved} / {_total}");
        text.Append(_total > 0 ? $" ({Numbers.SixDigits(_moved * 100f / _total)}%)\n" : "\n");
        text.Append($"avg {Numbers.SixDigits(Average)}\n");
        text.Append($"stddev {Numbers.SixDigits(_deviation)} -> {Numbers.SixDigits(_newDeviation)}");
        text.Append($" (expected baseline {Numbers.SixDigits((float)Expected)})\n");
        AppendExtreme(text, "min", _least);
        AppendExtreme(text, "max", _most);
        return text.ToString();
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("utilization");
        json.WriteNumber("moved_pgs", _moved);
        json.WriteNumber("total_pgs", _total);
        json.WriteNumber("avg_pgs", (double)Average);
        json.WriteNumber("std_dev", (double)_deviation);
        json.WriteNumber("expected_baseline_std_dev", (double)(float)Expected);
        json.WriteNumber("new_std_dev", (double)_newDeviation);
        WriteExtreme(json, "min", _least);
        WriteExtreme(json, "max", _most);
        json.WriteEndObject();
    }

    private static void Count(int[] counts, IReadOnlyList<int> osds)
    {
        foreach (var osd in osds)
        {
            if (osd != CrushMapper.NoDevice && osd >= 0 && osd < counts.Length)
            {
                counts[osd]++;
            }
        }
    }

    // In single precision, as Ceph computes it.
    private float Deviation(int[] counts, int[] shown)
    {
        var sum = 0f;
        foreach (var osd in shown)
        {
            var difference = counts[osd] - Average;
            sum += difference * difference;
        }

        return shown.Length == 0 ? 0 : MathF.Sqrt(sum / shown.Length);
    }

    private void AppendExtreme(StringBuilder text, string name, int osd)
    {
        if (osd >= 0)
        {
            text.Append($"{name} osd.{osd} with {_before[osd]} -> {_after[osd]} pgs ");
            text.Append($"({Numbers.SixDigits(_before[osd] / Average)} -> {Numbers.SixDigits(_after[osd] / Average)} * mean)\n");
        }
    }

    private void WriteExtreme(Utf8JsonWriter json, string name, int osd)
    {
        if (osd >= 0)
        {
            json.WriteNumber($"{name}_osd", osd);
            json.WriteNumber($"{name}_osd_pgs", _before[osd]);
            json.WriteNumber($"new_{name}_osd_pgs", _after[osd]);
        }
    }
}
