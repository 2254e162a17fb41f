using MgrPlatform.Wire.Maps.Crush;

namespace MgrPlatform.Monitor.Services.Osd.Crush;

/// <summary>Where items lie in the trees of a CRUSH map; the shadows of device classes are left out.</summary>
internal static class CrushPlaces
{
    public static bool IsShadow(this CrushMap map, int bucketId) =>
        map.ItemNames.TryGetValue(bucketId, out var name) && name.Contains('~', StringComparison.Ordinal);

    /// <summary>The bucket that holds an item; null for a root, and for what is nowhere.</summary>
    public static CrushBucket? ParentOf(this CrushMap map, int item) =>
        map.Buckets.FirstOrDefault(bucket => bucket is not null && bucket.Items.Contains(item) && !map.IsShadow(bucket.Id));

    /// <summary>The buckets above an item, the nearest first.</summary>
    public static IEnumerable<CrushBucket> AncestorsOf(this CrushMap map, int item)
    {
        for (var parent = map.ParentOf(item); parent is not null; parent = map.ParentOf(parent.Id))
        {
            yield return parent;
        }
    }

    /// <summary>Buckets that no other holds, in the order of their ids.</summary>
    public static IReadOnlyList<CrushBucket> Roots(this CrushMap map, bool withShadows = false) =>
    [
        .. map.Buckets.OfType<CrushBucket>()
            .Where(bucket => !map.Buckets.Any(holder => holder is not null && holder.Items.Contains(bucket.Id))
                && (withShadows || !map.IsShadow(bucket.Id)))
            .OrderBy(static bucket => bucket.Id),
    ];

    /// <summary>Type names and names of the buckets above an item, in the order of the types' names.</summary>
    public static SortedDictionary<string, string> LocationOf(this CrushMap map, int item)
    {
        var location = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var bucket in map.AncestorsOf(item))
        {
            location[map.TypeNames.GetValueOrDefault(bucket.Type, "")] = map.ItemNames.GetValueOrDefault(bucket.Id, "");
        }

        return location;
    }

    /// <summary>The devices below an item, each once, in the order of the tree.</summary>
    public static IReadOnlyList<int> DevicesBelow(this CrushMap map, int item) =>
        item >= 0 ? [item] : [.. (map.BucketOf(item)?.Items ?? []).SelectMany(map.DevicesBelow).Distinct()];

    public static int? FindItem(this CrushMap map, string name) => Find(map.ItemNames, name);

    public static int? FindRule(this CrushMap map, string name) => Find(map.RuleNames, name);

    public static int? FindType(this CrushMap map, string name) => Find(map.TypeNames, name);

    /// <summary>Null for a device without one.</summary>
    public static string? ClassOf(this CrushMap map, int device) =>
        map.ItemClasses.TryGetValue(device, out var id) ? map.ClassNames.GetValueOrDefault(id) : null;

    private static int? Find(IReadOnlyDictionary<int, string> names, string name)
    {
        foreach (var (id, known) in names)
        {
            if (known == name)
            {
                return id;
            }
        }

        return null;
    }
}
