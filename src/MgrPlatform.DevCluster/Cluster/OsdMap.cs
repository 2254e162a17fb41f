using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Recording;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>
/// One epoch of the OSD map: the moment's map with what operators changed. Immutable; its JSON is made on the first read.
/// </summary>
internal sealed class OsdMap
{
    private readonly Lazy<JsonObject> _json;

    /// <summary>The first map of the story.</summary>
    public OsdMap(Scene scene, DateTimeOffset now)
        : this(scene, scene.OsdMap["epoch"]!.Int(), 0, OsdMapChanges.None, now)
    {
        UpChanged = now;
        InChanged = now;
    }

    private OsdMap(Scene scene, int epoch, int shift, OsdMapChanges changes, DateTimeOffset modified)
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

    /// <summary>How far epochs have moved on since the moment was recorded.</summary>
    public int Shift { get; }

    public OsdMapChanges Changes { get; }

    public DateTimeOffset Modified { get; }

    /// <summary>When an OSD last went up or down.</summary>
    public DateTimeOffset UpChanged { get; private init; }

    /// <summary>When an OSD last went in or out.</summary>
    public DateTimeOffset InChanged { get; private init; }

    /// <summary>As modules and <c>osd dump</c> see it. Shared: not to be changed.</summary>
    public JsonObject Json => _json.Value;

    public JsonArray Osds => Json["osds"]!.AsArray();

    public JsonArray Pools => Json["pools"]!.AsArray();

    public IEnumerable<string> Flags => Json["flags"]!.GetValue<string>().Split(',');

    public JsonObject? FindOsd(int id) => id >= 0 && id < Osds.Count ? Osds[id]!.AsObject() : null;

    public JsonObject? FindPool(string name) =>
        Pools.FirstOrDefault(pool => pool!["pool_name"]!.GetValue<string>() == name)?.AsObject();

    public bool IsUp(int id) => FindOsd(id) is { } osd && osd["up"]!.Int() == 1;

    /// <summary>The next epoch, with these changes.</summary>
    public OsdMap Next(OsdMapChanges changes, DateTimeOffset now)
    {
        var touched = changes.Osds.Where(osd => osd.Value != Changes.Osd(osd.Key)).Select(osd => (Is: osd.Value, Was: Changes.Osd(osd.Key))).ToArray();
        return new OsdMap(Scene, Epoch + 1, Shift, changes, now)
        {
            UpChanged = touched.Any(osd => osd.Is.IsMarkedDown != osd.Was.IsMarkedDown) ? now : UpChanged,
            InChanged = touched.Any(osd => osd.Is.Weight != osd.Was.Weight) ? now : InChanged,
        };
    }

    /// <summary>The next epoch, in which the cluster looks as it did in <paramref name="scene"/>.</summary>
    public OsdMap Next(Scene scene, DateTimeOffset now)
    {
        var recorded = scene.OsdMap["epoch"]!.Int();
        var epoch = Math.Max(Epoch + 1, recorded);
        return new OsdMap(scene, epoch, epoch - recorded, Changes, now) { UpChanged = now, InChanged = InChanged };
    }

    private JsonObject Build()
    {
        var map = Scene.OsdMap.DeepClone().AsObject();
        map["epoch"] = Epoch;
        map["modified"] = CephTime.Stamp(Modified);
        map["last_up_change"] = CephTime.Stamp(UpChanged);
        map["last_in_change"] = CephTime.Stamp(InChanged);
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
            var recorded = osd[field]!.Int();
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
            osd["up_from"] = change.UpFrom > 0 ? change.UpFrom : osd["up_from"]!.Int();
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
            var pool = pools.FirstOrDefault(candidate => candidate!["pool"]!.Int() == id);
            if (change.Created is { } created && !change.Deleted)
            {
                pool = created.DeepClone();
                pools.Add(pool);
                map["pool_max"] = Math.Max(map["pool_max"]!.Int(), id);
            }

            if (change.Deleted)
            {
                map["pool_max"] = Math.Max(map["pool_max"]!.Int(), id);
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
