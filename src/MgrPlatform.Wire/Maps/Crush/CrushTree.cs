using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Crush;

/// <summary>Whether the buckets of a map form trees, so that who descends in them comes to an end.</summary>
internal static class CrushTree
{
    // Ceph's types number eleven, and a bucket's items are of lower types; nobody builds deeper.
    private const int MaxDepth = 64;

    public static void CheckDepth(CrushMap map)
    {
        var depths = new int[map.Buckets.Count];
        for (var slot = 0; slot < depths.Length; slot++)
        {
            Depth(map, slot, depths, 0);
        }
    }

    private static int Depth(CrushMap map, int slot, int[] depths, int above)
    {
        if (above > MaxDepth)
        {
            throw new WireFormatException($"CRUSH buckets lie within each other more than {MaxDepth} deep, or in a circle", 0);
        }

        if (depths[slot] == 0)
        {
            var below = 0;
            foreach (var item in map.Buckets[slot]?.Items ?? [])
            {
                if (item < 0 && map.BucketOf(item) is not null)
                {
                    below = Math.Max(below, Depth(map, -1 - item, depths, above + 1));
                }
            }

            depths[slot] = below + 1;
        }

        return depths[slot];
    }
}
