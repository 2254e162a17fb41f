using System.Globalization;
using System.Text.Json;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Osd;

namespace MgrPlatform.Manager.State;

/// <summary>The CRUSH tree with what the OSD map knows of its leaves: the document <c>osd_map_tree</c>, <c>osd tree -f json</c>.</summary>
internal sealed class OsdTree
{
    private const double UnitWeight = 0x10000;
    private const int RootDepth = 0;

    private readonly OsdMap _map;
    private readonly CrushMap _crush;
    private readonly Dictionary<int, CrushBucket> _buckets;
    private readonly HashSet<int> _placed = [];

    private OsdTree(OsdMap map)
    {
        _map = map;
        _crush = map.Client.Crush ?? new CrushMap();
        _buckets = _crush.Buckets.OfType<CrushBucket>().Where(bucket => !IsShadow(bucket.Id)).ToDictionary(static bucket => bucket.Id);
    }

    public static void Write(OsdMap map, Utf8JsonWriter json) => new OsdTree(map).Write(json);

    private void Write(Utf8JsonWriter json)
    {
        var inner = _buckets.Values.SelectMany(static bucket => bucket.Items).ToHashSet();
        json.WriteStartObject();
        json.WriteStartArray("nodes");
        foreach (var root in _buckets.Keys.Where(id => !inner.Contains(id)).Order())
        {
            WriteNode(json, root, weight: 0, RootDepth);
        }

        json.WriteEndArray();
        json.WriteStartArray("stray");
        for (var osd = 0; osd < _map.Client.MaxOsd; osd++)
        {
            if (_map.Exists(osd) && !_placed.Contains(osd))
            {
                WriteOsd(json, osd, weight: 0, RootDepth, isPlaced: false);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteNode(Utf8JsonWriter json, int id, uint weight, int depth)
    {
        if (!_placed.Add(id) || depth > _crush.Buckets.Count + 1)
        {
            return; // A map from a peer may hold a ring.
        }

        if (id >= 0)
        {
            WriteOsd(json, id, weight, depth, isPlaced: true);
            return;
        }

        if (!_buckets.TryGetValue(id, out var bucket))
        {
            return;
        }

        var children = bucket.Items.Select((item, index) => (Id: item, Weight: bucket.ItemWeight(index)))
            .Where(item => item.Id >= 0 || _buckets.ContainsKey(item.Id))
            .OrderBy(item => SortKey(item.Id), StringComparer.Ordinal)
            .ToArray();
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("name", Name(id));
        json.WriteString("type", _crush.TypeNames.TryGetValue(bucket.Type, out var type) ? type : "");
        json.WriteNumber("type_id", bucket.Type);
        if (depth > RootDepth)
        {
            WriteNoPoolWeights(json);
        }

        json.WriteStartArray("children");
        foreach (var child in children.Reverse())
        {
            json.WriteNumberValue(child.Id);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        foreach (var child in children)
        {
            WriteNode(json, child.Id, child.Weight, depth + 1);
        }
    }

    private void WriteOsd(Utf8JsonWriter json, int osd, uint weight, int depth, bool isPlaced)
    {
        json.WriteStartObject();
        json.WriteNumber("id", osd);
        if (Class(osd) is { Length: > 0 } deviceClass)
        {
            json.WriteString("device_class", deviceClass);
        }

        json.WriteString("name", string.Create(CultureInfo.InvariantCulture, $"osd.{osd}"));
        json.WriteString("type", _crush.TypeNames.TryGetValue(0, out var type) ? type : "osd");
        json.WriteNumber("type_id", 0);
        json.WriteNumber("crush_weight", weight / UnitWeight);
        json.WriteNumber("depth", depth);
        if (isPlaced)
        {
            WriteNoPoolWeights(json);
        }

        json.WriteNumber("exists", _map.Exists(osd) ? 1 : 0);
        json.WriteString("status", _map.IsUp(osd) ? "up" : _map.StateOf(osd).HasFlag(OsdState.Destroyed) ? "destroyed" : "down");
        json.WriteNumber("reweight", _map.WeightOf(osd) / UnitWeight);
        json.WriteNumber("primary_affinity", _map.PrimaryAffinityOf(osd) / UnitWeight);
        json.WriteEndObject();
    }

    private static void WriteNoPoolWeights(Utf8JsonWriter json)
    {
        json.WriteStartObject("pool_weights");
        json.WriteEndObject();
    }

    private string SortKey(int id) => id >= 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Class(id)}_osd.{id:D8}")
        : $"_{Name(id)}";

    private bool IsShadow(int id) => Name(id).Contains('~', StringComparison.Ordinal);

    private string Name(int id) => _crush.ItemNames.TryGetValue(id, out var name) ? name : "";

    private string Class(int osd) =>
        _crush.ItemClasses.TryGetValue(osd, out var id) && _crush.ClassNames.TryGetValue(id, out var name) ? name : "";
}
