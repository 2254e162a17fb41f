using MgrPlatform.Manager.Pg;
using MgrPlatform.Manager.Pg.Accounting;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Manager.Commands;

/// <summary>How full OSDs are, along the CRUSH tree: what <c>ceph osd df</c> is printed from.</summary>
internal sealed class OsdUtilization
{
    private const float Unit = 0x10000;
    private const int DepthLimit = 64;

    private readonly PgMapSnapshot _map;
    private readonly HashSet<int>? _allowed;
    private readonly string? _class;
    private readonly List<OsdUse> _lines = [];
    private double _weights;
    private double _squares;

    private OsdUtilization(PgMapSnapshot map, CrushView crush, HashSet<int>? allowed, string? onlyClass)
    {
        _map = map;
        Crush = crush;
        _allowed = allowed;
        _class = onlyClass;
        Average = AverageOf();
        foreach (var root in crush.Roots())
        {
            Visit(root, null, (crush.BucketOf(root)?.Weight ?? 0) / Unit, 0);
        }

        AddStrays();
        var dumped = Lines.Where(static line => !line.IsBucket).Select(static line => line.Id).ToHashSet();
        Sum = allowed is null && onlyClass is null
            ? map.OsdSum
            : OsdSums.Of(map.Osds.Where(pair => dumped.Contains(pair.Key)).Select(static pair => pair.Value));
    }

    public CrushView Crush { get; }

    public OsdMap OsdMap => _map.OsdMap;

    public IReadOnlyList<OsdUse> Lines => _lines;

    /// <summary>In percent, over the OSDs that are in.</summary>
    public double Average { get; }

    public double LeastDeviation { get; private set; } = -1;

    public double MostDeviation { get; private set; } = -1;

    public double StandardDeviation => _weights > 0 ? Math.Sqrt(_squares / _weights) : 0;

    public OsdStat Sum { get; }

    /// <summary>Of all OSDs, or those of a CRUSH node, a device class or a pool; null when there is nothing of that name.</summary>
    public static OsdUtilization? Of(PgMapSnapshot map, string filter)
    {
        var crush = new CrushView(map.OsdMap.Client.Crush ?? new CrushMap());
        if (filter.Length == 0)
        {
            return new OsdUtilization(map, crush, null, null);
        }

        if (crush.IdOf(filter) is { } node)
        {
            return new OsdUtilization(map, crush, [node, .. crush.Below(node)], null);
        }

        if (crush.HasClass(filter))
        {
            return new OsdUtilization(map, crush, null, filter);
        }

        return PoolNames.Find(map.OsdMap, filter) is { } pool
            ? new OsdUtilization(map, crush, OfPool(map.OsdMap, crush, pool), null)
            : null;
    }

    /// <summary>The weight sets of a choose args that say something of the item, by their name.</summary>
    public IEnumerable<(string Name, IReadOnlyList<float> Weights)> PoolWeightsOf(OsdUse line)
    {
        if (line.Parent is not { } parent || OsdMap.Client.Crush is not { } map || map.BucketOf(parent) is not { } bucket)
        {
            yield break;
        }

        var position = bucket.Items.ToList().IndexOf(line.Id);
        foreach (var (key, args) in map.ChooseArgs)
        {
            var arg = args.FirstOrDefault(arg => arg.BucketIndex == -1 - parent);
            if (arg is { WeightSets.Count: > 0 })
            {
                yield return (
                    key == CrushMap.CompatChooseArgs ? "(compat)" : OsdMap.Client.PoolNames.GetValueOrDefault(key) ?? $"{key}",
                    [.. arg.WeightSets.Select(set => position >= 0 && position < set.Length ? set[position] / Unit : 0)]);
            }
        }
    }

    private static HashSet<int> OfPool(OsdMap map, CrushView crush, long pool)
    {
        var rules = map.Client.Crush?.Rules ?? [];
        var number = map.Client.Pools[pool].CrushRule;
        var takes = number < rules.Count && rules[number] is { } rule
            ? rule.Steps.Where(static step => step.Operation == CrushOperation.Take).Select(static step => step.First)
            : [];
        return [.. takes.SelectMany(take => crush.Below(take).Append(take))];
    }

    private bool IsWanted(int id) =>
        (_allowed is null || _allowed.Contains(id)) && (id < 0 || _class is null || Crush.ClassOf(id) == _class);

    private double AverageOf()
    {
        var sum = default(OsdSpace);
        for (var osd = 0; osd < OsdMap.Client.OsdStates.Count; osd++)
        {
            if (OsdMap.IsIn(osd) && IsWanted(osd) && _map.Osds.TryGetValue(osd, out var stat))
            {
                sum += OsdSpace.Of(stat);
            }
        }

        return sum.Kb > 0 ? 100.0 * sum.Used / sum.Kb : 0;
    }

    private void Visit(int id, int? parent, float weight, int depth)
    {
        if (depth > DepthLimit)
        {
            return;
        }

        var bucket = Crush.BucketOf(id);
        var children = bucket is null
            ? []
            : Enumerable.Range(0, bucket.Items.Count)
                .Select(at => (Id: bucket.Items[at], Weight: bucket.ItemWeight(at) / Unit))
                .OrderBy(child => SortKey(child.Id), StringComparer.Ordinal)
                .ToArray();
        if (IsWanted(id))
        {
            Add(id, parent, weight, depth, isStray: false, [.. children.Select(static child => child.Id).Reverse()]);
        }

        foreach (var child in children)
        {
            Visit(child.Id, id, child.Weight, depth + 1);
        }
    }

    // By class and number, buckets before OSDs.
    private string SortKey(int id) => id >= 0 ? $"{Crush.ClassOf(id)}_osd.{id:D8}" : $"_{Crush.NameOf(id)}";

    private void AddStrays()
    {
        var known = _lines.Select(static line => line.Id).ToHashSet();
        for (var osd = 0; osd < OsdMap.Client.OsdStates.Count; osd++)
        {
            if (OsdMap.Exists(osd) && !known.Contains(osd) && Crush.ParentOf(osd) is null && IsWanted(osd))
            {
                Add(osd, null, 0, 0, isStray: true, []);
            }
        }
    }

    private void Add(int id, int? parent, float weight, int depth, bool isStray, IReadOnlyList<int> children)
    {
        var reweight = id < 0 ? -1 : OsdMap.WeightOf(id) / Unit;
        var space = SpaceOf(id, 0) ?? default;
        var deviation = Average != 0 ? space.Utilization / Average : 1;
        var pgs = id >= 0 && _map.PgsByOsd.TryGetValue(id, out var count) ? count.Acting : 0;
        _lines.Add(new OsdUse(id, depth, parent, weight, reweight, space, space.Utilization, deviation, pgs, isStray, children));
        if (id >= 0 && reweight > 0)
        {
            LeastDeviation = LeastDeviation < 0 ? deviation : Math.Min(LeastDeviation, deviation);
            MostDeviation = Math.Max(MostDeviation, deviation);
            _squares += reweight * (space.Utilization - Average) * (space.Utilization - Average);
            _weights += reweight;
        }
    }

    /// <summary>Null when something below has not reported: Ceph shows such a bucket as empty.</summary>
    private OsdSpace? SpaceOf(int id, int depth)
    {
        if (id >= 0)
        {
            return !OsdMap.IsIn(id) || !IsWanted(id)
                ? default(OsdSpace)
                : _map.Osds.TryGetValue(id, out var stat) ? OsdSpace.Of(stat) : null;
        }

        var sum = default(OsdSpace);
        foreach (var item in depth < DepthLimit ? Crush.BucketOf(id)?.Items ?? [] : [])
        {
            if (SpaceOf(item, depth + 1) is not { } part)
            {
                return null;
            }

            sum += part;
        }

        return sum;
    }
}
