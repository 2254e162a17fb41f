using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Recording;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>
/// One epoch of the OSD map: the moment's map with what operators changed. Immutable; its JSON is made on the first read.
/// </summary>
internal sealed class OsdMap
{
    private readonly Lazy<JsonObject> _json;

    /// <param name="shift">How far epochs have moved on since the moment was recorded.</param>
    public OsdMap(Scene scene, int epoch, int shift, OsdMapChanges changes, DateTimeOffset modified)
    {
        Scene = scene;
        Epoch = epoch;
        Shift = shift;
        Changes = changes;
        Modified = modified;
        _json = new Lazy<JsonObject>(Build);
    }

    public Scene Scene { get; }

    public int Epoch { get; }

    public int Shift { get; }

    public OsdMapChanges Changes { get; }

    public DateTimeOffset Modified { get; }

    /// <summary>As modules and <c>osd dump</c> see it. Shared: not to be changed.</summary>
    public JsonObject Json => _json.Value;

    public JsonArray Osds => Json["osds"]!.AsArray();

    public JsonArray Pools => Json["pools"]!.AsArray();

    public IEnumerable<string> Flags => Json["flags"]!.GetValue<string>().Split(',');

    public JsonObject? FindOsd(int id) => id >= 0 && id < Osds.Count ? Osds[id]!.AsObject() : null;

    public JsonObject? FindPool(string name) =>
        Pools.FirstOrDefault(pool => pool!["pool_name"]!.GetValue<string>() == name)?.AsObject();

    public bool IsUp(int id) => FindOsd(id) is { } osd && osd["up"]!.GetValue<int>() == 1;

    /// <summary>The next epoch, with these changes.</summary>
    public OsdMap Next(OsdMapChanges changes, DateTimeOffset now) => new(Scene, Epoch + 1, Shift, changes, now);

    /// <summary>The next epoch, in which the cluster looks as it did in <paramref name="scene"/>.</summary>
    public OsdMap Next(Scene scene, DateTimeOffset now)
    {
        var recorded = scene.OsdMap["epoch"]!.GetValue<int>();
        var epoch = Math.Max(Epoch + 1, recorded);
        return new OsdMap(scene, epoch, epoch - recorded, Changes, now);
    }

    private JsonObject Build()
    {
        var map = Scene.OsdMap.DeepClone().AsObject();
        map["epoch"] = Epoch;
        if (Shift > 0 || Changes != OsdMapChanges.None)
        {
            map["modified"] = CephTime.Stamp(Modified);
        }

        ApplyFlags(map);
        var osds = map["osds"]!.AsArray();
        if (Shift > 0)
        {
            // The one that fails and comes back does so in an epoch of this round.
            ShiftEpochs(osds[2]!);
        }

        foreach (var (id, change) in Changes.Osds)
        {
            Apply(osds[id]!, change);
        }

        ApplyPools(map);
        return map;
    }

    private void ApplyFlags(JsonObject map)
    {
        var flags = map["flags"]!.GetValue<string>().Split(',').ToHashSet(StringComparer.Ordinal);
        foreach (var (name, isSet) in Changes.Flags)
        {
            if (isSet)
            {
                flags.Add(name);
            }
            else
            {
                flags.Remove(name);
            }
        }

        map["flags"] = string.Join(',', OsdMapFlags.InOrder(flags));
        map["flags_num"] = OsdMapFlags.Number(flags);
        map["flags_set"] = new JsonArray([.. flags.Order(StringComparer.Ordinal)]);
    }

    private void ShiftEpochs(JsonNode osd)
    {
        foreach (var field in (string[])["up_from", "up_thru", "down_at"])
        {
            var recorded = osd[field]!.GetValue<int>();
            osd[field] = recorded == 0 ? 0 : recorded + Shift;
        }
    }

    private static void Apply(JsonNode osd, OsdChange change)
    {
        if (change.Weight is { } weight)
        {
            osd["weight"] = FloatFields.Float(weight);
            osd["in"] = weight > 0 ? 1 : 0;
        }

        if (change.PrimaryAffinity is { } affinity)
        {
            osd["primary_affinity"] = FloatFields.Float(affinity);
        }

        if (change.DownAt is { } downAt)
        {
            osd["down_at"] = downAt;
            osd["last_clean_begin"] = osd["up_from"]!.DeepClone();
            osd["last_clean_end"] = downAt - 1;
            osd["up_from"] = change.UpFrom > 0 ? change.UpFrom : osd["up_from"]!.GetValue<int>();
        }

        if (change.IsMarkedDown)
        {
            osd["up"] = 0;
            osd["state"] = new JsonArray("exists");
        }
    }

    private void ApplyPools(JsonObject map)
    {
        var pools = map["pools"]!.AsArray();
        foreach (var (id, change) in Changes.Pools)
        {
            var pool = pools.FirstOrDefault(candidate => candidate!["pool"]!.GetValue<int>() == id);
            if (change.Created is { } created && !change.Deleted)
            {
                pool = created.DeepClone();
                pools.Add(pool);
                map["pool_max"] = Math.Max(map["pool_max"]!.GetValue<int>(), id);
            }

            if (change.Deleted)
            {
                map["pool_max"] = Math.Max(map["pool_max"]!.GetValue<int>(), id);
                pools.Remove(pool);
                continue;
            }

            foreach (var (field, value) in change.Fields)
            {
                pool![field] = value.DeepClone();
            }
        }
    }
}
