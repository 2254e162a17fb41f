namespace MgrPlatform.Wire.Maps.Crush;

/// <summary>How a bucket of each kind picks one of its items. Pure: the same input picks the same item on every machine.</summary>
internal static class CrushDraw
{
    /// <param name="input">What is placed.</param>
    /// <param name="attempt">The replica, and the failed attempts so far.</param>
    /// <param name="choice">Other weights and ids for this bucket; straw2 alone heeds them.</param>
    /// <param name="position">Which of the choice's sets of weights.</param>
    public static int Pick(CrushBucket bucket, uint input, int attempt, CrushChooseArg? choice, int position) => bucket.Algorithm switch
    {
        CrushAlgorithm.Uniform => Permuted(bucket, input, attempt),
        CrushAlgorithm.List => FromList(bucket, input, attempt),
        CrushAlgorithm.Tree => FromTree(bucket, input, attempt),
        CrushAlgorithm.Straw => LongestStraw(bucket, input, attempt),
        _ => Straw2(bucket, input, attempt, choice, position),
    };

    /// <summary>Each item in turn, in an order that the input shuffles.</summary>
    public static int Permuted(CrushBucket bucket, uint input, int attempt)
    {
        var size = bucket.Items.Count;
        var place = (int)((uint)attempt % (uint)size);
        var order = Enumerable.Range(0, size).ToArray();
        for (var at = 0; at <= place && at < size - 1; at++)
        {
            var other = at + (int)(CrushHash.Of(input, (uint)bucket.Id, (uint)at) % (uint)(size - at));
            (order[at], order[other]) = (order[other], order[at]);
        }

        return bucket.Items[order[place]];
    }

    private static int FromList(CrushBucket bucket, uint input, int attempt)
    {
        for (var i = bucket.Items.Count - 1; i >= 0; i--)
        {
            var draw = CrushHash.Of(input, (uint)bucket.Items[i], (uint)attempt, (uint)bucket.Id) & 0xffff;
            if (((ulong)draw * bucket.Derived[i]) >> 16 < bucket.Weights[i])
            {
                return bucket.Items[i];
            }
        }

        return bucket.Items[0];
    }

    private static int FromTree(CrushBucket bucket, uint input, int attempt)
    {
        // Leaves have odd numbers; a node's height is the number of zeros at its end.
        var node = bucket.Weights.Count >> 1;
        while ((node & 1) == 0 && node != 0)
        {
            var draw = (ulong)CrushHash.Of(input, (uint)node, (uint)attempt, (uint)bucket.Id) * bucket.Weights[node] >> 32;
            var half = 1 << (System.Numerics.BitOperations.TrailingZeroCount(node) - 1);
            node = draw < bucket.Weights[node - half] ? node - half : node + half;
        }

        return bucket.Items[Math.Min(node >> 1, bucket.Items.Count - 1)];
    }

    private static int LongestStraw(CrushBucket bucket, uint input, int attempt)
    {
        var (best, longest) = (0, 0UL);
        for (var i = 0; i < bucket.Items.Count; i++)
        {
            var draw = (ulong)(CrushHash.Of(input, (uint)bucket.Items[i], (uint)attempt) & 0xffff) * bucket.Derived[i];
            if (i == 0 || draw > longest)
            {
                (best, longest) = (i, draw);
            }
        }

        return bucket.Items[best];
    }

    private static int Straw2(CrushBucket bucket, uint input, int attempt, CrushChooseArg? choice, int position)
    {
        var weights = bucket.Weights;
        var ids = bucket.Items;
        if (choice is { WeightSets.Count: > 0 } sets)
        {
            weights = Fitting(sets.WeightSets[Math.Min(position, sets.WeightSets.Count - 1)], weights);
        }

        if (choice is { Ids.Count: > 0 } renamed && renamed.Ids.Count == ids.Count)
        {
            ids = renamed.Ids;
        }

        var (best, highest) = (0, long.MinValue);
        for (var i = 0; i < ids.Count; i++)
        {
            var draw = long.MinValue;
            if (weights[i] != 0)
            {
                var hash = CrushHash.Of(input, (uint)ids[i], (uint)attempt) & 0xffff;
                draw = (CrushLogarithm.Of(hash) - CrushLogarithm.One) / weights[i];
            }

            if (i == 0 || draw > highest)
            {
                (best, highest) = (i, draw);
            }
        }

        return bucket.Items[best];
    }

    // A set that a peer wrote for another number of items is none.
    private static IReadOnlyList<uint> Fitting(uint[] set, IReadOnlyList<uint> weights) => set.Length == weights.Count ? set : weights;
}
