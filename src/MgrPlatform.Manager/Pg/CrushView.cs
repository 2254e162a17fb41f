using MgrPlatform.Wire.Maps.Crush;

namespace MgrPlatform.Manager.Pg;

/// <summary>
/// Questions about the tree of a CRUSH map that answers to operators ask. A map from a peer may go round in circles: each walk ends.
/// </summary>
internal sealed class CrushView
{
    private const char ShadowMark = '~';

    private readonly CrushMap _map;
    private readonly Dictionary<int, int> _parents = [];

    public CrushView(CrushMap map)
    {
        _map = map;
        foreach (var bucket in map.Buckets)
        {
            if (bucket is not null && !IsShadow(bucket.Id))
            {
                foreach (var item in bucket.Items)
                {
                    _parents.TryAdd(item, bucket.Id);
                }
            }
        }
    }

    public CrushBucket? BucketOf(int id) => _map.BucketOf(id);

    public string NameOf(int id) => _map.ItemNames.TryGetValue(id, out var name) ? name : "";

    public string TypeNameOf(int type) => _map.TypeNames.TryGetValue(type, out var name) ? name : "";

    /// <summary>An OSD's device class; null when it has none.</summary>
    public string? ClassOf(int id) =>
        _map.ItemClasses.TryGetValue(id, out var number) && _map.ClassNames.TryGetValue(number, out var name) ? name : null;

    public bool HasClass(string name) => _map.ClassNames.Values.Contains(name);

    public int? IdOf(string name)
    {
        foreach (var (id, known) in _map.ItemNames)
        {
            if (known == name)
            {
                return id;
            }
        }

        return null;
    }

    public int? ParentOf(int id) => _parents.TryGetValue(id, out var parent) ? parent : null;

    /// <summary>Buckets that lie in no other, without the shadows of device classes.</summary>
    public IEnumerable<int> Roots() =>
        from bucket in _map.Buckets
        where bucket is not null && !IsShadow(bucket.Id) && !_parents.ContainsKey(bucket.Id)
        orderby bucket.Id
        select bucket.Id;

    /// <summary>All that lies below, at any depth.</summary>
    public HashSet<int> Below(int id)
    {
        var found = new HashSet<int>();
        var queue = new Queue<int>([id]);
        while (queue.TryDequeue(out var next))
        {
            foreach (var item in BucketOf(next)?.Items ?? [])
            {
                if (found.Add(item) && item < 0)
                {
                    queue.Enqueue(item);
                }
            }
        }

        return found;
    }

    /// <summary>The buckets above, from the nearest on.</summary>
    public IEnumerable<CrushBucket> Above(int id)
    {
        var seen = new HashSet<int>();
        for (var parent = ParentOf(id); parent is { } found && seen.Add(found); parent = ParentOf(found))
        {
            if (BucketOf(found) is { } bucket)
            {
                yield return bucket;
            }
        }
    }

    /// <summary>An OSD's weight in the tree; 0 when it is not there.</summary>
    public double WeightOf(int osd)
    {
        if (ParentOf(osd) is { } parent && BucketOf(parent) is { } bucket)
        {
            for (var i = 0; i < bucket.Items.Count; i++)
            {
                if (bucket.Items[i] == osd)
                {
                    return bucket.ItemWeight(i) / (float)0x10000;
                }
            }
        }

        return 0;
    }

    private bool IsShadow(int id) => NameOf(id).Contains(ShadowMark, StringComparison.Ordinal);
}
