using MgrPlatform.Monitor.Commands;
using MgrPlatform.Wire.Maps.Crush;

namespace MgrPlatform.Monitor.Services.Osd.Crush;

/// <summary>Device classes, and for each of them the shadow of every tree that holds only its devices.</summary>
internal sealed partial class CrushEditor
{
    public IReadOnlyDictionary<int, string> Classes => _classNames;

    /// <summary>Null for a device without one.</summary>
    public string? ClassOf(int device) => _itemClasses.TryGetValue(device, out var id) ? _classNames.GetValueOrDefault(id) : null;

    /// <summary>Gives a device a class that it does not have; false when it is its class already.</summary>
    public bool SetClass(int device, string name, string className)
    {
        if (ClassOf(device) is { } old)
        {
            return old == className
                ? false
                : throw new CommandException(
                    Errno.Busy,
                    $"osd.{device} has already bound to class '{old}', can not reset class to '{className}'; "
                    + "use 'ceph osd crush rm-device-class <id>' to remove old class first");
        }

        _itemNames.TryAdd(device, name);
        _itemClasses[device] = GetOrAddClass(className);
        RebuildShadows();
        return true;
    }

    /// <summary>False when it had none.</summary>
    public bool RemoveClass(int device)
    {
        if (!_itemClasses.Remove(device))
        {
            return false;
        }

        RebuildShadows();
        return true;
    }

    private int GetOrAddClass(string name)
    {
        foreach (var (id, known) in _classNames)
        {
            if (known == name)
            {
                return id;
            }
        }

        var next = _classNames.Count == 0 ? 0 : _classNames.Keys.Max() + 1;
        _classNames[next] = name;
        return next;
    }

    /// <summary>A bucket's shadow for a class; null when there is none.</summary>
    public int? ShadowOf(int bucketId, int classId) =>
        _classBuckets.TryGetValue(bucketId, out var shadows) && shadows.TryGetValue(classId, out var shadow) ? shadow : null;

    // Shadows keep their ids, for rules name them.
    private void RebuildShadows()
    {
        var old = _classBuckets;
        ForgetDeadClasses(old);
        foreach (var id in _itemClasses.Keys.Where(static id => id < 0).ToList())
        {
            if (BucketOf(id) is not null)
            {
                _buckets[-1 - id] = null;
            }

            _itemClasses.Remove(id);
            _itemNames.Remove(id);
        }

        _classBuckets = [];
        var used = old.Values.SelectMany(static shadows => shadows.Values).ToHashSet();
        var roots = Roots();
        foreach (var classId in _classNames.Keys)
        {
            foreach (var root in roots)
            {
                Shadow(root, classId, old, used);
            }
        }
    }

    private int Shadow(int id, int classId, IReadOnlyDictionary<int, OrderedDictionary<int, int>> old, HashSet<int> used)
    {
        if (ShadowOf(id, classId) is { } made)
        {
            return made;
        }

        var original = BucketOf(id)!;
        var items = new List<(int Item, uint Weight)>();
        for (var i = 0; i < original.Items.Count; i++)
        {
            var item = original.Items[i];
            if (item < 0)
            {
                var below = Shadow(item, classId, old, used);
                items.Add((below, BucketOf(below)!.Weight));
            }
            else if (_itemClasses.TryGetValue(item, out var itemClass) && itemClass == classId)
            {
                items.Add((item, original.Weights[i]));
            }
        }

        var shadowId = old.TryGetValue(id, out var shadows) && shadows.TryGetValue(classId, out var kept) ? kept : NextShadowId(used);
        var shadow = new EditedBucket(shadowId, original.Type);
        foreach (var (item, weight) in items)
        {
            shadow.Add(item, weight);
        }

        Place(shadow);
        _itemClasses[shadowId] = classId;
        _itemNames[shadowId] = $"{_itemNames.GetValueOrDefault(id)}~{_classNames[classId]}";
        if (!_classBuckets.TryGetValue(id, out var own))
        {
            _classBuckets[id] = own = [];
        }

        own[classId] = shadowId;
        return shadowId;
    }

    private int NextShadowId(HashSet<int> used)
    {
        var id = -1;
        while (BucketOf(id) is not null || used.Contains(id))
        {
            id--;
        }

        return id;
    }

    private void ForgetDeadClasses(IReadOnlyDictionary<int, OrderedDictionary<int, int>> shadows)
    {
        foreach (var classId in _classNames.Keys.ToList())
        {
            var isAlive = _itemClasses.Any(pair => pair.Key >= 0 && pair.Value == classId)
                || shadows.Values.Any(byClass => byClass.TryGetValue(classId, out var shadow) && IsTaken(shadow));
            if (!isAlive)
            {
                _classNames.Remove(classId);
            }
        }
    }

    /// <summary>Whether a rule starts there.</summary>
    public bool IsTaken(int bucketId) =>
        _rules.Any(rule => rule is not null && rule.Steps.Any(step => step.Operation == CrushOperation.Take && step.First == bucketId));

    /// <summary>Buckets that no other holds, shadows left out, in the order of their ids.</summary>
    private List<int> Roots()
    {
        var held = _buckets.OfType<EditedBucket>().SelectMany(static bucket => bucket.Items).ToHashSet();
        return
        [
            .. _buckets.OfType<EditedBucket>()
                .Where(bucket => !held.Contains(bucket.Id) && !_itemClasses.ContainsKey(bucket.Id))
                .Select(static bucket => bucket.Id)
                .Order(),
        ];
    }
}
