using System.Text.Json;
using MgrPlatform.Wire.Maps;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Manager.Commands;

/// <summary><c>ceph osd df</c> as a table and as JSON.</summary>
internal static class OsdUtilizationReport
{
    private const int KiB = 1024;

    private static readonly (string Heading, bool Right)[] Columns =
    [
        ("ID", true), ("CLASS", true), ("WEIGHT", true), ("REWEIGHT", true), ("SIZE", true), ("RAW USE", true), ("DATA", true),
        ("OMAP", true),
        ("META", true), ("AVAIL", true), ("%USE", true), ("VAR", true), ("PGS", true), ("STATUS", true),
    ];

    public static string Text(OsdUtilization use, bool asTree)
    {
        var table = new TextTable(asTree ? [.. Columns, ("TYPE NAME", false)] : Columns);
        foreach (var line in Shown(use, asTree))
        {
            string[] cells =
            [
                $"{line.Id}", use.Crush.ClassOf(line.Id) ?? "", Numbers.Weight(line.Weight), Numbers.Weight(line.Reweight),
                Bytes(line.Space.Kb),
                Bytes(line.Space.Used), Bytes(line.Space.Data), Bytes(line.Space.Omap), Bytes(line.Space.Meta), Bytes(line.Space.Available),
                Numbers.TwoDecimals(line.Utilization), Numbers.TwoDecimals(line.Deviation), line.IsBucket ? "-" : $"{line.Pgs}",
                line.IsBucket ? "" : StatusOf(use.OsdMap, line.Id),
            ];
            table.Add(asTree ? [.. cells, new string(' ', 4 * line.Depth) + NameOf(use, line)] : cells);
        }

        var statfs = use.Sum.Statfs;
        string[] total =
        [
            "", "", "", "TOTAL", Sizes.Bytes(statfs.Total), Sizes.Bytes(statfs.UsedRaw), Sizes.Bytes(statfs.Allocated),
            Sizes.Bytes(statfs.OmapAllocated), Sizes.Bytes(statfs.InternalMetadata), Sizes.Bytes(statfs.Available),
            Numbers.TwoDecimals(use.Average), "", "", "",
        ];
        table.Add(asTree ? [.. total, ""] : total);
        return $"{table}MIN/MAX VAR: {Numbers.TwoDecimals(use.LeastDeviation)}/{Numbers.TwoDecimals(use.MostDeviation)}  "
            + $"STDDEV: {Numbers.TwoDecimals(use.StandardDeviation)}\n";
    }

    public static void Write(Utf8JsonWriter json, OsdUtilization use, bool asTree)
    {
        json.WriteStartObject();
        json.WriteStartArray("nodes");
        foreach (var line in Shown(use, asTree).Where(static line => !line.IsStray))
        {
            WriteLine(json, use, line);
        }

        json.WriteEndArray();
        json.WriteStartArray("stray");
        foreach (var line in use.Lines.Where(static line => line.IsStray))
        {
            WriteLine(json, use, line);
        }

        json.WriteEndArray();
        json.WriteStartObject("summary");
        var sum = OsdSpace.Of(use.Sum);
        json.WriteNumber("total_kb", sum.Kb);
        json.WriteNumber("total_kb_used", sum.Used);
        json.WriteNumber("total_kb_used_data", sum.Data);
        json.WriteNumber("total_kb_used_omap", sum.Omap);
        json.WriteNumber("total_kb_used_meta", sum.Meta);
        json.WriteNumber("total_kb_avail", sum.Available);
        json.WriteReal("average_utilization", use.Average);
        json.WriteReal("min_var", use.LeastDeviation);
        json.WriteReal("max_var", use.MostDeviation);
        json.WriteReal("dev", use.StandardDeviation);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static IEnumerable<OsdUse> Shown(OsdUtilization use, bool asTree)
    {
        // An OSD that stands twice in the tree is listed once where there is no tree to see.
        var seen = new HashSet<int>();
        return use.Lines.Where(line => asTree || (!line.IsBucket && seen.Add(line.Id)));
    }

    private static void WriteLine(Utf8JsonWriter json, OsdUtilization use, OsdUse line)
    {
        json.WriteStartObject();
        WritePlace(json, use, line);
        json.WriteReal("reweight", line.Reweight);
        json.WriteNumber("kb", line.Space.Kb);
        json.WriteNumber("kb_used", line.Space.Used);
        json.WriteNumber("kb_used_data", line.Space.Data);
        json.WriteNumber("kb_used_omap", line.Space.Omap);
        json.WriteNumber("kb_used_meta", line.Space.Meta);
        json.WriteNumber("kb_avail", line.Space.Available);
        json.WriteReal("utilization", line.Utilization);
        json.WriteReal("var", line.Deviation);
        json.WriteNumber("pgs", line.Pgs);
        if (line.IsBucket)
        {
            json.WriteNumbers("children", line.Children);
        }
        else
        {
            json.WriteString("status", StatusOf(use.OsdMap, line.Id));
        }

        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, OsdUtilization use, OsdUse line)
    {
        var type = use.Crush.BucketOf(line.Id)?.Type ?? 0;
        json.WriteNumber("id", line.Id);
        if (use.Crush.ClassOf(line.Id) is { } deviceClass)
        {
            json.WriteString("device_class", deviceClass);
        }

        json.WriteString("name", line.IsBucket ? use.Crush.NameOf(line.Id) : $"osd.{line.Id}");
        json.WriteString("type", use.Crush.TypeNameOf(type));
        json.WriteNumber("type_id", type);
        if (!line.IsBucket)
        {
            json.WriteReal("crush_weight", line.Weight);
            json.WriteNumber("depth", line.Depth);
        }

        if (line.Parent is null)
        {
            return;
        }

        json.WriteStartObject("pool_weights");
        foreach (var (name, weights) in use.PoolWeightsOf(line))
        {
            json.WriteStartArray(name);
            foreach (var weight in weights)
            {
                json.WriteNumberValue((double)weight);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static string NameOf(OsdUtilization use, OsdUse line) =>
        line.IsBucket
            ? $"{use.Crush.TypeNameOf(use.Crush.BucketOf(line.Id)?.Type ?? 0)} {use.Crush.NameOf(line.Id)}"
            : $"osd.{line.Id}";

    private static string StatusOf(OsdMap map, int osd) =>
        map.IsUp(osd) ? "up" : map.StateOf(osd).HasFlag(OsdState.Destroyed) ? "destroyed" : "down";

    private static string Bytes(long kb) => Sizes.Bytes(kb * KiB);
}
