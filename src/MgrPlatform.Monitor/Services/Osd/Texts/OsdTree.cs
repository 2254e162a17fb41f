using System.Globalization;
using System.Text.Json;
using MgrPlatform.Monitor.Services.Osd.Crush;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Monitor.Services.Osd.Texts;

/// <summary>The CRUSH tree with the state of each OSD: <c>osd tree</c>, and without states <c>osd crush tree</c>.</summary>
/// <param name="states">Only OSDs in one of these: up, down, in, out, destroyed; empty for all.</param>
/// <param name="from">Only what lies below this bucket; null for everything.</param>
internal sealed class OsdTree(OsdMap map, IReadOnlyList<string> states, string? from = null)
{
    private const double UnitWeight = 0x10000;
    private const string Indent = "    ";
    private readonly CrushMap _crush = map.Client.Crush ?? new CrushMap();

    /// <summary>An item where it stands in the tree.</summary>
    private sealed record Node(int Id, int Depth, double Weight, IReadOnlyList<int> Children);

    public bool IsCrushOnly { get; init; }

    public string ToText()
    {
        var table = IsCrushOnly
            ? new TextTable(("ID", true), ("CLASS", true), ("WEIGHT", true), ("TYPE NAME", false))
            : new TextTable(
                ("ID", true),
                ("CLASS", true),
                ("WEIGHT", true),
                ("TYPE NAME", false),
                ("STATUS", true),
                ("REWEIGHT", true),
                ("PRI-AFF", true));
        foreach (var node in Nodes())
        {
            var isOsd = node.Id >= 0;
            var name = string.Concat(Enumerable.Repeat(Indent, node.Depth))
                + (isOsd ? NameOf(node.Id) : $"{TypeOf(node.Id)} {NameOf(node.Id)}");
            string[] own =
            [
                node.Id.ToString(CultureInfo.InvariantCulture),
                isOsd ? _crush.ClassOf(node.Id) ?? "" : "",
                node.Weight == 0 ? "0" : Sizes.Weight(node.Weight),
                name,
            ];
            table.Add(IsCrushOnly ? own : [.. own, .. State(node.Id)]);
        }

        foreach (var stray in Strays())
        {
            if (!IsCrushOnly)
            {
                table.Add([$"{stray}", _crush.ClassOf(stray) ?? "", "0", $"osd.{stray}", .. State(stray)]);
            }
        }

        return table.ToString();
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("nodes");
        foreach (var node in Nodes())
        {
            WriteNode(json, node);
        }

        json.WriteEndArray();
        json.WriteStartArray("stray");
        foreach (var stray in Strays())
        {
            WriteNode(json, new Node(stray, 0, 0, []));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private List<Node> Nodes()
    {
        List<Node> nodes = [];
        if (from is not null && _crush.FindItem(from) is { } start)
        {
            Visit(start, 0, WeightOf(start), nodes);
            return nodes;
        }

        foreach (var root in _crush.Roots())
        {
            Visit(root.Id, 0, root.Weight / UnitWeight, nodes);
        }

        return nodes;
    }

    private bool Visit(int id, int depth, double weight, List<Node> nodes)
    {
        if (id >= 0)
        {
            if (!IsWanted(id))
            {
                return false;
            }

            nodes.Add(new Node(id, depth, weight, []));
            return true;
        }

        if (_crush.BucketOf(id) is not { } bucket)
        {
            return false;
        }

        var at = nodes.Count;
        nodes.Add(new Node(id, depth, bucket.Weight / UnitWeight, []));
        var children = Ordered(bucket);
        var any = false;
        foreach (var (child, childWeight) in children)
        {
            any |= Visit(child, depth + 1, childWeight, nodes);
        }

        // With a filter, buckets without a wanted OSD are left out.
        if (!any && states.Count > 0)
        {
            nodes.RemoveAt(at);
            return false;
        }

        nodes[at] = nodes[at] with { Children = [.. children.Select(static child => child.Id).Reverse()] };
        return true;
    }

    // OSDs by class and number, buckets by name.
    private List<(int Id, double Weight)> Ordered(CrushBucket bucket) =>
    [
        .. bucket.Items
            .Select((id, at) => (Id: id, Weight: bucket.ItemWeight(at) / UnitWeight))
            .OrderBy(item => SortKey(item.Id), StringComparer.Ordinal),
    ];

    private string SortKey(int id) => id >= 0 ? $"{_crush.ClassOf(id)}_{id:D8}" : $"_{NameOf(id)}";

    private bool IsWanted(int osd) => states.Count == 0 || (map.Exists(osd) && states.Any(state => state switch
    {
        "up" => map.IsUp(osd),
        "down" => !map.IsUp(osd),
        "in" => map.IsIn(osd),
        "out" => !map.IsIn(osd),
        "destroyed" => map.StateOf(osd).HasFlag(OsdState.Destroyed),
        _ => false,
    }));

    private IEnumerable<int> Strays() => from is not null
        ? []
        : Enumerable.Range(0, map.Client.MaxOsd).Where(osd => map.Exists(osd) && _crush.ParentOf(osd) is null && IsWanted(osd));

    private string[] State(int id)
    {
        if (id < 0)
        {
            return ["", "", ""];
        }

        return map.Exists(id)
            ?
            [
                StatusOf(id),
                Sizes.Weight(map.WeightOf(id) / UnitWeight),
                Sizes.Weight(map.PrimaryAffinityOf(id) / UnitWeight),
            ]
            : ["DNE", "0", ""];
    }

    private string StatusOf(int osd) =>
        map.IsUp(osd) ? "up" : map.StateOf(osd).HasFlag(OsdState.Destroyed) ? "destroyed" : "down";

    private void WriteNode(Utf8JsonWriter json, Node node)
    {
        json.WriteStartObject();
        json.WriteNumber("id", node.Id);
        if (node.Id >= 0 && _crush.ClassOf(node.Id) is { } className)
        {
            json.WriteString("device_class", className);
        }

        json.WriteString("name", NameOf(node.Id));
        json.WriteString("type", TypeOf(node.Id));
        json.WriteNumber("type_id", _crush.BucketOf(node.Id)?.Type ?? 0);
        if (node.Id >= 0)
        {
            json.WriteNumber("crush_weight", node.Weight);
            json.WriteNumber("depth", node.Depth);
        }

        if (node.Depth > 0)
        {
            json.WriteStartObject("pool_weights");
            json.WriteEndObject();
        }

        if (node.Id < 0)
        {
            json.WriteStartArray("children");
            foreach (var child in node.Children)
            {
                json.WriteNumberValue(child);
            }

            json.WriteEndArray();
        }
        else if (!IsCrushOnly)
        {
            json.WriteNumber("exists", map.Exists(node.Id) ? 1 : 0);
            json.WriteString("status", StatusOf(node.Id));
            json.WriteNumber("reweight", map.WeightOf(node.Id) / UnitWeight);
            json.WriteNumber("primary_affinity", map.PrimaryAffinityOf(node.Id) / UnitWeight);
        }

        json.WriteEndObject();
    }

    private double WeightOf(int id) => (_crush.BucketOf(id)?.Weight ?? 0) / UnitWeight;

    private string NameOf(int id) => _crush.ItemNames.GetValueOrDefault(id) ?? (id >= 0 ? $"osd.{id}" : $"bucket{id}");

    private string TypeOf(int id) => _crush.TypeNames.GetValueOrDefault(_crush.BucketOf(id)?.Type ?? 0) ?? "";
}
