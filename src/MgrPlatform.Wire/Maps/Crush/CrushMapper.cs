namespace MgrPlatform.Wire.Maps.Crush;

/// <summary>
/// Places data by a map's rules: the same number leads to the same devices here as in every daemon and client of Ceph. Pure.
/// A map whose buckets contain each other in a circle is refused when the mapper is made.
/// </summary>
public sealed class CrushMapper
{
    /// <summary>What stands where no device could be found.</summary>
    public const int NoDevice = CrushSelection.None;

    private readonly CrushMap _map;
    private readonly Dictionary<long, Dictionary<uint, CrushChooseArg>> _choices = [];

    /// <exception cref="Encoding.WireFormatException">The buckets do not form trees.</exception>
    public CrushMapper(CrushMap map)
    {
        CrushTree.CheckDepth(map);
        _map = map;
        foreach (var (id, choices) in map.ChooseArgs)
        {
            var byBucket = new Dictionary<uint, CrushChooseArg>();
            foreach (var choice in choices)
            {
                byBucket[choice.BucketIndex] = choice;
            }

            _choices[id] = byBucket;
        }
    }

    /// <summary>The rule for a pool: the one of its ruleset, type and size; -1 for none.</summary>
    public int FindRule(int ruleset, int type, int size)
    {
        for (var id = 0; id < _map.Rules.Count; id++)
        {
            if (_map.Rules[id] is { } rule && rule.Ruleset == ruleset && rule.Type == type && rule.MinSize <= size && rule.MaxSize >= size)
            {
                return id;
            }
        }

        return -1;
    }

    /// <summary>Up to <paramref name="count"/> devices for a number; <see cref="NoDevice"/> for places that stay empty.</summary>
    /// <param name="weights">By device, 0x10000 for one that takes its whole share.</param>
    /// <param name="chooseArgs">The choose args to use; those that hold for all pools if there are none of this number.</param>
    public int[] Map(int rule, uint input, int count, IReadOnlyList<uint> weights, long chooseArgs)
    {
        if (rule < 0 || rule >= _map.Rules.Count || _map.Rules[rule] is not { } steps || count <= 0)
        {
            return [];
        }

        var choices = _choices.GetValueOrDefault(chooseArgs) ?? _choices.GetValueOrDefault(CrushMap.CompatChooseArgs);
        var selection = new CrushSelection(_map, input, weights, choices);
        var tunables = _map.Tunables;
        var tries = new CrushSelection.Tries(
            (int)tunables.ChooseTotalTries + 1,
            0,
            (int)tunables.ChooseLocalTries,
            (int)tunables.ChooseLocalFallbackTries,
            tunables.ChooseLeafVaryR,
            tunables.ChooseLeafStable != 0);
        var result = new List<int>(count);
        int[] working = [];
        foreach (var step in steps.Steps)
        {
            switch (step.Operation)
            {
                case CrushOperation.Take when IsTakable(step.First):
                    working = [step.First];
                    break;
                case CrushOperation.Emit:
                    result.AddRange(working.Take(count - result.Count));
                    working = [];
                    break;
                case CrushOperation.ChooseFirst or CrushOperation.ChooseLeafFirst
                    or CrushOperation.ChooseIndependent or CrushOperation.ChooseLeafIndependent:
                    working = Choose(selection, step, working, count, tries);
                    break;
                default:
                    tries = Adjust(tries, step);
                    break;
            }
        }

        return [.. result];
    }

    private static CrushSelection.Tries Adjust(CrushSelection.Tries tries, CrushStep step) => step.Operation switch
    {
        CrushOperation.SetChooseTries when step.First > 0 => tries with { Total = step.First },
        CrushOperation.SetChooseLeafTries when step.First > 0 => tries with { Leaf = step.First },
        CrushOperation.SetChooseLocalTries when step.First >= 0 => tries with { Local = step.First },
        CrushOperation.SetChooseLocalFallbackTries when step.First >= 0 => tries with { Fallback = step.First },
        CrushOperation.SetChooseLeafVaryR when step.First >= 0 => tries with { VaryR = step.First },
        CrushOperation.SetChooseLeafStable when step.First >= 0 => tries with { Stable = step.First != 0 },
        _ => tries,
    };

    private int[] Choose(CrushSelection selection, CrushStep step, int[] working, int count, CrushSelection.Tries tries)
    {
        var wanted = step.First > 0 ? step.First : step.First + count;
        var isFirst = step.Operation is CrushOperation.ChooseFirst or CrushOperation.ChooseLeafFirst;
        var toLeaf = step.Operation is CrushOperation.ChooseLeafFirst or CrushOperation.ChooseLeafIndependent;
        var leafTries = tries.Leaf > 0 ? tries.Leaf
            : !isFirst || _map.Tunables.ChooseLeafDescendOnce != 0 ? 1
            : tries.Total;
        tries = tries with { Leaf = leafTries };
        var items = new int[count];
        var leaves = new int[count];
        var found = 0;
        foreach (var id in working)
        {
            if (wanted <= 0 || _map.BucketOf(id) is not { } bucket)
            {
                continue;
            }

            var own = items.AsSpan(found);
            var ownLeaves = leaves.AsSpan(found);
            if (isFirst)
            {
                found += selection.First(bucket, wanted, step.Second, own, 0, own.Length, tries, ownLeaves, toLeaf, 0);
            }
            else
            {
                var size = Math.Min(wanted, own.Length);
                selection.Independent(bucket, size, wanted, step.Second, own, 0, tries, ownLeaves, toLeaf, 0);
                found += size;
            }
        }

        return (toLeaf ? leaves : items)[..found];
    }

    private bool IsTakable(int item) => item >= 0 ? item < _map.MaxDevices : _map.BucketOf(item) is not null;
}
