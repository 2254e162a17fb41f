using MgrPlatform.Monitor.Commands;
using MgrPlatform.Wire.Maps.Crush;

namespace MgrPlatform.Monitor.Services.Osd.Crush;

/// <summary>
/// Changes a CRUSH map as Ceph's monitors do: the same commands give the same map, ids of new buckets included. What an operator may not do
/// throws <see cref="CommandException"/>; the editor is thrown away then.
/// </summary>
internal sealed partial class CrushEditor
{
    private const int FirstBuckets = 8;
    private const uint UnitWeight = 0x10000;

    private readonly CrushMap _map;
    private readonly List<EditedBucket?> _buckets;
    private readonly List<CrushRule?> _rules;
    private readonly SortedDictionary<int, string> _itemNames;
    private readonly SortedDictionary<int, string> _ruleNames;
    private readonly SortedDictionary<int, int> _itemClasses;
    private readonly SortedDictionary<int, string> _classNames;
    private SortedDictionary<int, OrderedDictionary<int, int>> _classBuckets;

    public CrushEditor(CrushMap map)
    {
        _map = map;
        _buckets = [.. map.Buckets.Select(static bucket => bucket is null ? null : new EditedBucket(bucket))];
        _rules = [.. map.Rules];
        _itemNames = Sorted(map.ItemNames);
        _ruleNames = Sorted(map.RuleNames);
        _itemClasses = Sorted(map.ItemClasses);
        _classNames = Sorted(map.ClassNames);
        _classBuckets = Sorted(map.ClassBuckets);
    }

    /// <summary>The changed map.</summary>
    public CrushMap Build() => (_map with
    {
        Buckets = [.. _buckets.Select(static bucket => bucket?.Build())],
        Rules = [.. _rules],
        ItemNames = _itemNames,
        RuleNames = _ruleNames,
        ItemClasses = _itemClasses,
        ClassNames = _classNames,
        ClassBuckets = _classBuckets,
        ChooseArgs = KeptChooseArgs(),
    }).CountDevices();

    public bool Exists(string name) => FindItem(name) is not null;

    /// <summary>A device's or bucket's id; null for an unknown name.</summary>
    public int? FindItem(string name)
    {
        foreach (var (id, known) in _itemNames)
        {
            if (known == name)
            {
                return id;
            }
        }

        return null;
    }

    public int? FindType(string name)
    {
        foreach (var (id, known) in _map.TypeNames)
        {
            if (known == name)
            {
                return id;
            }
        }

        return null;
    }

    /// <summary>A 16.16 weight.</summary>
    public static uint ToWeight(double weight) => (uint)(int)((float)weight * UnitWeight);

    /// <summary>Puts an empty bucket into the map, under nothing.</summary>
    public int AddBucket(string name, int type)
    {
        var id = -1;
        while (BucketOf(id) is not null)
        {
            id--;
        }

        Place(new EditedBucket(id, (ushort)type));
        _itemNames[id] = name;
        RebuildShadows();
        return id;
    }

    /// <summary>
    /// Sees to it that an item is where <paramref name="location"/> (type to name) says, with the buckets on the way. An item that was
    /// elsewhere moves and keeps its weight. False when it was there already.
    /// </summary>
    public bool CreateOrMove(int item, uint weight, string name, IReadOnlyDictionary<string, string> location)
    {
        if (IsAt(item, location))
        {
            return false;
        }

        if (WeightOf(item) is { } old)
        {
            weight = old;
            Unlink(item);
        }

        Insert(item, weight, name, location);
        return true;
    }

    /// <summary>As <see cref="CreateOrMove"/>, and gives it this weight wherever it was. False when nothing changed.</summary>
    public bool Update(int item, uint weight, string name, IReadOnlyDictionary<string, string> location)
    {
        if (IsAt(item, location))
        {
            if (WeightOf(item) == weight && _itemNames.GetValueOrDefault(item) == name)
            {
                return false;
            }

            SetWeightAt(item, weight, location);
            _itemNames[item] = name;
            RebuildShadows();
            return true;
        }

        Unlink(item);
        Insert(item, weight, name, location);
        return true;
    }

    /// <summary>Moves a bucket with all that is in it.</summary>
    public void Move(string name, IReadOnlyDictionary<string, string> location)
    {
        var id = FindItem(name) ?? throw new CommandException(Errno.NotFound, $"item {name} does not exist");
        var weight = id < 0 ? BucketOf(id)!.Weight : WeightOf(id) ?? 0;
        Unlink(id);
        Insert(id, weight, name, location);
    }

    /// <summary>Puts a bucket at one more place.</summary>
    public void Link(string name, IReadOnlyDictionary<string, string> location)
    {
        var id = FindItem(name) ?? throw new CommandException(Errno.NotFound, $"item {name} does not exist");
        Insert(id, id < 0 ? BucketOf(id)!.Weight : WeightOf(id) ?? 0, name, location);
    }

    /// <summary>Takes an item out of the map. A bucket must be empty.</summary>
    public void Remove(int item)
    {
        if (BucketOf(item) is { Items.Count: > 0 })
        {
            throw new CommandException(39, $"(39) Directory not empty");
        }

        Unlink(item);
        if (item < 0)
        {
            _buckets[-1 - item] = null;
        }

        _itemNames.Remove(item);
        _itemClasses.Remove(item);
        RebuildShadows();
    }

    /// <summary>Takes an item out of the buckets that hold it; it stays in the map.</summary>
    public void Unlink(int item)
    {
        foreach (var bucket in Holders(item).ToList())
        {
            Check(bucket);
            bucket.RemoveAt(bucket.Items.IndexOf(item));
            Propagate(bucket);
        }
    }

    /// <summary>Takes an item out of one ancestor, or out of all; it stays in the map.</summary>
    public void Detach(int item, string? ancestor)
    {
        if (ancestor is null)
        {
            Unlink(item);
        }
        else if (FindItem(ancestor) is { } id && BucketOf(id) is { } bucket && bucket.Items.IndexOf(item) is >= 0 and var at)
        {
            Check(bucket);
            bucket.RemoveAt(at);
            Propagate(bucket);
        }

        RebuildShadows();
    }

    /// <summary>Gives an item this weight wherever it is.</summary>
    public void Reweight(int item, uint weight)
    {
        foreach (var bucket in Holders(item).ToList())
        {
            SetWeight(bucket, item, weight);
        }

        RebuildShadows();
    }

    /// <summary>Gives all devices below a bucket this weight.</summary>
    public void ReweightSubtree(int bucketId, uint weight)
    {
        foreach (var device in DevicesBelow(bucketId))
        {
            foreach (var bucket in Holders(device).ToList())
            {
                SetWeight(bucket, device, weight);
            }
        }

        RebuildShadows();
    }

    public void RenameBucket(int id, string name)
    {
        _itemNames[id] = name;
        RebuildShadows();
    }

    /// <summary>Devices at or below an item, each once.</summary>
    public IReadOnlyList<int> DevicesBelow(int item)
    {
        if (item >= 0)
        {
            return [item];
        }

        return [.. (BucketOf(item)?.Items ?? []).SelectMany(DevicesBelow).Distinct()];
    }

    private void Insert(int item, uint weight, string name, IReadOnlyDictionary<string, string> location)
    {
        _itemNames[item] = name;
        var current = item;
        foreach (var (type, typeName) in _map.TypeNames)
        {
            if (type == 0 || !location.TryGetValue(typeName, out var place))
            {
                continue;
            }

            if (FindItem(place) is not { } id)
            {
                id = -1;
                while (BucketOf(id) is not null)
                {
                    id--;
                }

                var created = new EditedBucket(id, (ushort)type);
                created.Add(current, 0);
                Place(created);
                _itemNames[id] = place;
                current = id;
                continue;
            }

            var bucket = BucketOf(id) ?? throw new CommandException(Errno.Invalid, $"{place} is no bucket");
            if (bucket.Type != type)
            {
                throw new CommandException(
                    Errno.Invalid, $"{place} is of type {_map.TypeNames.GetValueOrDefault(bucket.Type)}, not {typeName}");
            }

            Check(bucket);
            if (current < 0 && IsBelow(id, current))
            {
                throw new CommandException(40, $"(40) Too many levels of symbolic links");
            }

            if (!bucket.Items.Contains(current))
            {
                bucket.Add(current, 0);
            }

            break;
        }

        SetWeightAt(item, weight, location);
        RebuildShadows();
    }

    private void SetWeightAt(int item, uint weight, IReadOnlyDictionary<string, string> location)
    {
        foreach (var place in location.Values)
        {
            if (FindItem(place) is { } id && BucketOf(id) is { } bucket && bucket.Items.Contains(item))
            {
                SetWeight(bucket, item, weight);
            }
        }
    }

    private void SetWeight(EditedBucket bucket, int item, uint weight)
    {
        Check(bucket);
        bucket.Weights[bucket.Items.IndexOf(item)] = weight;
        Propagate(bucket);
    }

    // A bucket's weight is its weight in whatever holds it.
    private void Propagate(EditedBucket bucket)
    {
        foreach (var holder in Holders(bucket.Id).ToList())
        {
            SetWeight(holder, bucket.Id, bucket.Weight);
        }
    }

    /// <summary>Whether the nearest bucket that a location names holds the item.</summary>
    public bool IsAt(int item, IReadOnlyDictionary<string, string> location)
    {
        foreach (var (type, typeName) in _map.TypeNames)
        {
            if (type != 0 && location.TryGetValue(typeName, out var place))
            {
                return FindItem(place) is { } id && BucketOf(id) is { } bucket && bucket.Items.Contains(item);
            }
        }

        return false;
    }

    private bool IsBelow(int item, int bucketId) =>
        item == bucketId || (BucketOf(bucketId)?.Items.Any(below => IsBelow(item, below)) ?? false);

    private uint? WeightOf(int item) =>
        Holders(item).Select(bucket => (uint?)bucket.Weights[bucket.Items.IndexOf(item)]).FirstOrDefault();

    // Shadows are made anew after every change and never changed themselves.
    private IEnumerable<EditedBucket> Holders(int item) =>
        _buckets.OfType<EditedBucket>().Where(bucket => bucket.Items.Contains(item) && !_itemClasses.ContainsKey(bucket.Id));

    private EditedBucket? BucketOf(int id) => id < 0 && -1 - id < _buckets.Count ? _buckets[-1 - id] : null;

    private void Place(EditedBucket bucket)
    {
        var slot = -1 - bucket.Id;
        while (slot >= _buckets.Count)
        {
            // The slots grow as in Ceph, so that the map is the same to the byte.
            _buckets.AddRange(Enumerable.Repeat<EditedBucket?>(null, Math.Max(FirstBuckets - _buckets.Count, _buckets.Count)));
        }

        _buckets[slot] = bucket;
    }

    // Other weights hold for the items that a bucket had when they were set.
    private SortedDictionary<long, CrushChooseArg[]> KeptChooseArgs()
    {
        var kept = new SortedDictionary<long, CrushChooseArg[]>();
        foreach (var (id, args) in _map.ChooseArgs)
        {
            kept[id] = [.. args.Where(arg => BucketOf(-1 - (int)arg.BucketIndex) is { } bucket
                && arg.WeightSets.All(weights => weights.Length == bucket.Items.Count)
                && (arg.Ids.Count == 0 || arg.Ids.Count == bucket.Items.Count))];
        }

        return kept;
    }

    private static void Check(EditedBucket bucket)
    {
        if (bucket.IsFixed)
        {
            throw new CommandException(Errno.NotSupported, $"bucket {bucket.Id} is not of algorithm straw2; only those can be changed");
        }
    }

    private static SortedDictionary<int, T> Sorted<T>(IReadOnlyDictionary<int, T> map) => new(map.ToDictionary());
}
