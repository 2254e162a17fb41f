namespace MgrPlatform.Wire.Maps.Crush;

/// <summary>The choose steps of a rule: distinct items of one type below a bucket, by depth-first or by independent draws.</summary>
internal sealed class CrushSelection(
    CrushMap map, uint input, IReadOnlyList<uint> weights, IReadOnlyDictionary<uint, CrushChooseArg>? choices)
{
    public const int None = 0x7fffffff;
    private const int Undecided = 0x7ffffffe;
    private const uint FullWeight = 0x10000;

    /// <summary>How often a draw is repeated, and how. The steps of a rule can change what the map says.</summary>
    public sealed record Tries(int Total, int Leaf, int Local, int Fallback, int VaryR, bool Stable);

    private enum Outcome
    {
        Taken,
        Again,
        Skipped,
    }

    /// <summary>
    /// Items in order; later ones move up when one cannot be found. The result is how many <paramref name="items"/> hold then.
    /// </summary>
    /// <param name="leaves">Where to put a device below each item; null when the items are what is wanted.</param>
    /// <param name="room">How many may be added.</param>
    public int First(
        CrushBucket top, int wanted, int type, Span<int> items, int count, int room, Tries tries, Span<int> leaves, bool toLeaf, int parent)
    {
        for (var replica = tries.Stable ? 0 : count; replica < wanted && room > 0; replica++)
        {
            if (FirstOne(top, replica, type, items, count, room, tries, leaves, toLeaf, parent, out var item))
            {
                items[count++] = item;
                room--;
            }
        }

        return count;
    }

    private bool FirstOne(
        CrushBucket top, int replica, int type, Span<int> items, int count, int room, Tries tries, Span<int> leaves, bool toLeaf,
        int parent, out int item)
    {
        item = None;
        var failures = 0;
        while (true)
        {
            var bucket = top;
            var localFailures = 0;
            while (true)
            {
                var attempt = replica + parent + failures;
                var collides = false;
                if (bucket.Items.Count > 0)
                {
                    item = tries.Fallback > 0 && localFailures >= bucket.Items.Count >> 1 && localFailures > tries.Fallback
                        ? CrushDraw.Permuted(bucket, input, attempt)
                        : CrushDraw.Pick(bucket, input, attempt, ChoiceOf(bucket), count);
                    if (!TypeOf(item, out var itemType))
                    {
                        return false;
                    }

                    if (itemType != type)
                    {
                        if (item >= 0)
                        {
                            return false;
                        }

                        bucket = BucketOf(item)!;
                        continue;
                    }

                    collides = items[..count].Contains(item);
                    if (!collides
                        && (!toLeaf || LeafFirst(item, attempt, count, room, tries, leaves))
                        && (itemType != 0 || !IsOut(item)))
                    {
                        return true;
                    }
                }

                failures++;
                localFailures++;
                if ((collides && localFailures <= tries.Local)
                    || (tries.Fallback > 0 && localFailures <= bucket.Items.Count + tries.Fallback))
                {
                    continue; // Once more in the same bucket.
                }

                if (failures >= tries.Total)
                {
                    return false;
                }

                break; // From the top.
            }
        }
    }

    private bool LeafFirst(int item, int attempt, int count, int room, Tries tries, Span<int> leaves)
    {
        if (item >= 0)
        {
            leaves[count] = item;
            return true;
        }

        var parent = tries.VaryR > 0 ? attempt >> (tries.VaryR - 1) : 0;
        var inner = tries with { Total = tries.Leaf, Leaf = 0 };
        return First(BucketOf(item)!, tries.Stable ? 1 : count + 1, 0, leaves, count, room, inner, default, false, parent) > count;
    }

    /// <summary>Items by position; one that cannot be found leaves <see cref="None"/>, so that the others keep theirs.</summary>
    public void Independent(
        CrushBucket top, int left, int wanted, int type, Span<int> items, int from, Tries tries, Span<int> leaves, bool toLeaf, int parent)
    {
        var end = from + left;
        items[from..end].Fill(Undecided);
        if (toLeaf)
        {
            leaves[from..end].Fill(Undecided);
        }

        for (var failures = 0; left > 0 && failures < tries.Total; failures++)
        {
            for (var position = from; position < end; position++)
            {
                if (items[position] == Undecided
                    && IndependentOne(
                        top, position, failures, wanted, type, items, from, end, tries, leaves, toLeaf, parent) != Outcome.Again)
                {
                    left--;
                }
            }
        }

        Settle(items[from..end]);
        if (toLeaf)
        {
            Settle(leaves[from..end]);
        }
    }

    private Outcome IndependentOne(
        CrushBucket top,
        int position,
        int failures,
        int wanted,
        int type,
        Span<int> items,
        int from,
        int end,
        Tries tries,
        Span<int> leaves,
        bool toLeaf,
        int parent)
    {
        var bucket = top;
        while (bucket.Items.Count > 0)
        {
            // A uniform bucket would give the same item again and again if the step were a divisor of its size.
            var step = bucket.Algorithm == CrushAlgorithm.Uniform && bucket.Items.Count % wanted == 0 ? wanted + 1 : wanted;
            var attempt = position + parent + (step * failures);
            var item = CrushDraw.Pick(bucket, input, attempt, ChoiceOf(bucket), from);
            if (!TypeOf(item, out var itemType) || (itemType != type && item >= 0))
            {
                items[position] = None;
                if (toLeaf)
                {
                    leaves[position] = None;
                }

                return Outcome.Skipped;
            }

            if (itemType != type)
            {
                bucket = BucketOf(item)!;
                continue;
            }

            if (items[from..end].Contains(item))
            {
                return Outcome.Again;
            }

            if (toLeaf && !LeafIndependent(item, attempt, position, wanted, tries, leaves))
            {
                return Outcome.Again;
            }

            if (itemType == 0 && IsOut(item))
            {
                return Outcome.Again;
            }

            items[position] = item;
            return Outcome.Taken;
        }

        return Outcome.Again;
    }

    private bool LeafIndependent(int item, int attempt, int position, int wanted, Tries tries, Span<int> leaves)
    {
        if (item >= 0)
        {
            leaves[position] = item;
            return true;
        }

        Independent(BucketOf(item)!, 1, wanted, 0, leaves, position, tries with { Total = tries.Leaf, Leaf = 0 }, default, false, attempt);
        return leaves[position] != None;
    }

    private static void Settle(Span<int> items)
    {
        foreach (ref var item in items)
        {
            if (item == Undecided)
            {
                item = None;
            }
        }
    }

    // False for what is neither a device nor a bucket of this map: a peer's map may say anything.
    private bool TypeOf(int item, out int type)
    {
        type = 0;
        if (item >= 0)
        {
            return item < map.MaxDevices;
        }

        type = BucketOf(item)?.Type ?? 0;
        return type != 0;
    }

    private CrushBucket? BucketOf(int id) => map.BucketOf(id);

    private CrushChooseArg? ChoiceOf(CrushBucket bucket) => choices?.GetValueOrDefault((uint)(-1 - bucket.Id));

    private bool IsOut(int device)
    {
        if (device >= weights.Count || weights[device] == 0)
        {
            return true;
        }

        return weights[device] < FullWeight && (CrushHash.Of(input, (uint)device) & 0xffff) >= weights[device];
    }
}
