using System.Text.Json;
using MgrPlatform.Manager.Pg;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Manager.Commands;

/// <summary>Finds new weights for OSDs that hold much more, or less, than the average.</summary>
internal sealed class Reweight(PgMapSnapshot map, ReweightOptions bounds)
{
    private const uint In = 0x10000;

    private readonly List<(int Osd, uint Old, uint New, bool IsRaised)> _changes = [];
    private double _average;
    private double _overload;

    public int Overload { get; init; } = 120;

    public double MaxChange { get; init; } = 0.05;

    public int MaxOsds { get; init; } = 4;

    public bool ByGroups { get; init; }

    public bool NeverRaises { get; init; }

    /// <summary>Null for all.</summary>
    public IReadOnlySet<long>? Pools { get; init; }

    public IReadOnlyList<(int Osd, uint Old, uint New, bool IsRaised)> Changes => _changes;

    /// <summary>Computes the changes; otherwise says in Ceph's words why not.</summary>
    public bool TryRun(out string refusal)
    {
        var use = ByGroups ? UseByGroups(out refusal) : UseBySpace(out refusal);
        if (use is null)
        {
            return false;
        }

        _overload = _average * Overload / 100.0;
        var limit = (uint)(MaxChange * In);
        foreach (var (osd, used) in use.OrderByDescending(pair => Math.Abs(pair.Value - _average)))
        {
            var weight = map.OsdMap.WeightOf(osd);
            if (weight == 0)
            {
                continue;
            }

            if (used >= _overload)
            {
                var lower = (uint)(_average / used * weight);
                _changes.Add((osd, weight, weight > limit ? Math.Max(lower, weight - limit) : lower, false));
            }
            else if (!NeverRaises && used <= _average)
            {
                var higher = Math.Min(used > 0 ? (uint)Math.Min(_average / used * weight, In) : In, Math.Min(weight + limit, In));
                if (higher > weight)
                {
                    _changes.Add((osd, weight, higher, true));
                }
            }

            if (_changes.Count >= MaxOsds)
            {
                break;
            }
        }

        return true;
    }

    public string Text() =>
        $"oload {Overload}\nmax_change {Numbers.SixDigits(MaxChange)}\nmax_change_osds {MaxOsds}\n"
        + FormattableString.Invariant($"average_utilization {_average:F4}\noverload_utilization {_overload:F4}\n")
        + string.Concat(_changes.Select(static change =>
            FormattableString.Invariant($"osd.{change.Osd} weight {Share(change.Old):F4} -> {Share(change.New):F4}\n")));

    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteNumber("overload_min", Overload);
        json.WriteNumber("max_change", MaxChange);
        json.WriteNumber("max_change_osds", MaxOsds);
        json.WriteNumber("average_utilization", _average);
        json.WriteNumber("overload_utilization", _overload);
        json.WriteStartArray("reweights");
        foreach (var (osd, old, next, isRaised) in _changes)
        {
            if (!isRaised) // Ceph lists only those that it lowers.
            {
                json.WriteStartObject();
                json.WriteNumber("osd", osd);
                json.WriteNumber("weight", (double)Share(old));
                json.WriteNumber("new_weight", (double)Share(next));
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static float Share(uint weight) => weight / (float)In;

    private SortedDictionary<int, float>? UseBySpace(out string refusal)
    {
        refusal = "";
        var statfs = map.OsdSum.Statfs;
        var osds = (ulong)Math.Max(1, map.Osds.Count);
        if (statfs.Total / osds < (ulong)bounds.MinBytesPerOsd)
        {
            refusal = $"Refusing to reweight: we only have {statfs.Total >> 10} kb across all osds!\n";
            return null;
        }

        if (statfs.UsedRaw / osds < (ulong)bounds.MinBytesPerOsd)
        {
            refusal = $"Refusing to reweight: we only have {statfs.UsedRaw >> 10} kb used across all osds!\n";
            return null;
        }

        _average = statfs.UsedRaw / (double)statfs.Total;
        var use = new SortedDictionary<int, float>();
        foreach (var (osd, stat) in map.Osds)
        {
            if (stat.Statfs.Total > 0)
            {
                use[osd] = (float)(stat.Statfs.UsedRaw / (double)stat.Statfs.Total);
            }
        }

        return use;
    }

    private SortedDictionary<int, float>? UseByGroups(out string refusal)
    {
        var tree = new CrushView(map.OsdMap.Client.Crush ?? new CrushMap());
        var groups = new Dictionary<int, int>();
        var weights = new Dictionary<int, double>();
        var copies = 0;
        foreach (var (id, stat) in map.Groups)
        {
            if (Pools is not null && !Pools.Contains(id.Pool))
            {
                continue;
            }

            foreach (var osd in stat.Acting.Where(map.OsdMap.Exists))
            {
                if (!weights.TryGetValue(osd, out var weight))
                {
                    weights[osd] = weight = tree.WeightOf(osd);
                }

                if (weight > 0)
                {
                    groups[osd] = groups.GetValueOrDefault(osd) + 1;
                    copies++;
                }
            }
        }

        if (groups.Count == 0 || copies / groups.Count < bounds.MinPgsPerOsd)
        {
            refusal = $"Refusing to reweight: we only have {copies} PGs across {groups.Count} osds!\n";
            return null;
        }

        refusal = "";
        _average = copies / groups.Keys.Sum(osd => weights[osd]);
        var use = new SortedDictionary<int, float>();
        foreach (var (osd, count) in groups.Where(pair => map.Osds.ContainsKey(pair.Key)))
        {
            use[osd] = (float)(count / weights[osd]);
        }

        return use;
    }
}
