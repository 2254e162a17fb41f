using System.Globalization;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>What the monitors and the manager print of the OSDs as tables: the tree, what they hold, how fast they are.</summary>
internal sealed class OsdTableWords(ClusterMachine machine, ClusterIdentity identity)
{
    public IEnumerable<Word> All =>
    [
        Word.Read(
            "osd tree name=epoch,type=CephInt,range=0,req=false name=states,type=CephChoices,strings=up|down|in|out|destroyed,n=N,req=false",
            "print OSD tree",
            Tree),
        Word.Read("osd crush tree name=shadow,type=CephChoices,strings=--show-shadow,req=false", "dump crush buckets and items in a tree view", CrushTree),
        Word.Read("osd stat", "print summary of OSD map", (call, state) =>
        {
            var report = new StatusReport(machine, identity, state);
            var flags = OsdMapFlags.WarnedOf(state.OsdMap.Flags);
            return call.Either(report.OsdSummary, () => report.OsdLine(withEpoch: true) + (flags.Length > 0 ? $"\nflags {flags}\n" : "\n"));
        }),
        Word.Read(
            "osd df name=output_method,type=CephChoices,strings=plain|tree,req=false name=filter_by,type=CephChoices,strings=class|name,req=false name=filter,type=CephString,req=false",
            "show OSD utilization",
            (call, state) => call.Either(() => UseJson(state), () => UseTable(state))),
        Word.Read("osd perf", "print dump of OSD perf summary stats", Perf),
        Word.Read("osd blocked-by", "print histogram of which OSDs are blocking their peers", BlockedBy),
    ];

    private CommandResult Tree(WordCall call, ClusterState state)
    {
        var tree = machine.Maps.Tree(state);
        if (call.Text("states") is not null)
        {
            Keep(tree, state, call.Texts("states"));
        }

        return call.Either(() => tree, () =>
        {
            var table = new TextTable(
                ("ID", true), ("CLASS", true), ("WEIGHT", true), ("TYPE NAME", false), ("STATUS", true), ("REWEIGHT", true), ("PRI-AFF", true));
            foreach (var (node, weight, depth) in Rows(tree))
            {
                var isOsd = node["type"]!.GetValue<string>() == "osd";
                table.Add(
                    $"{node["id"]}",
                    isOsd ? "hdd" : "",
                    Sizes.Weight(weight),
                    new string(' ', 4 * depth) + (isOsd ? $"{node["name"]}" : $"{node["type"]} {node["name"]}"),
                    isOsd ? $"{node["status"]}" : "",
                    isOsd ? Sizes.Weight(node["reweight"]!.Double()) : "",
                    isOsd ? Sizes.Weight(node["primary_affinity"]!.Double()) : "");
            }

            return table.ToString();
        });
    }

    private CommandResult CrushTree(WordCall call, ClusterState state)
    {
        var tree = machine.Maps.Tree(state);
        foreach (var node in tree["nodes"]!.AsArray())
        {
            foreach (var field in (string[])["exists", "status", "reweight", "primary_affinity"])
            {
                node!.AsObject().Remove(field);
            }
        }

        return call.Either(() => tree, () =>
        {
            var table = new TextTable(("ID", true), ("CLASS", true), ("WEIGHT", true), ("TYPE NAME", false));
            foreach (var (node, weight, depth) in Rows(tree))
            {
                var isOsd = node["type"]!.GetValue<string>() == "osd";
                table.Add(
                    $"{node["id"]}", isOsd ? "hdd" : "", Sizes.Weight(weight), new string(' ', 4 * depth) + (isOsd ? $"{node["name"]}" : $"{node["type"]} {node["name"]}"));
            }

            return table.ToString();
        });
    }

    /// <summary>Only OSDs that are all of this, and the buckets above them.</summary>
    private static void Keep(JsonObject tree, ClusterState state, string[] states)
    {
        bool Is(int id, string wanted) => wanted switch
        {
            "up" => state.OsdMap.IsUp(id),
            "down" => !state.OsdMap.IsUp(id),
            "in" => state.OsdMap.Osds[id]!["in"]!.Int() == 1,
            "out" => state.OsdMap.Osds[id]!["in"]!.Int() == 0,
            "destroyed" => false,
            _ => throw new WordException(Errno.Invalid, $"{wanted} not in up|down|in|out|destroyed"),
        };
        var nodes = tree["nodes"]!.AsArray();
        var kept = nodes.Select(node => node!["id"]!.Int()).Where(id => id >= 0 && states.All(wanted => Is(id, wanted))).ToHashSet();
        foreach (var node in nodes.Reverse().ToArray())
        {
            // From the leaves up: a bucket stays while something below it does.
            var id = node!["id"]!.Int();
            if (node["children"] is JsonArray children && children.Any(child => kept.Contains(child!.Int())))
            {
                kept.Add(id);
            }
            else if (!kept.Contains(id))
            {
                nodes.Remove(node);
            }
        }
    }

    private IEnumerable<(JsonNode Node, double Weight, int Depth)> Rows(JsonObject tree)
    {
        var weights = machine.Maps.Crush["buckets"]!.AsArray().ToDictionary(bucket => bucket!["id"]!.Int(), bucket => bucket!["weight"]!.Int() / 65536.0);
        foreach (var node in tree["nodes"]!.AsArray())
        {
            yield return node!["type"]!.GetValue<string>() switch
            {
                "osd" => (node, node["crush_weight"]!.Double(), 2),
                "root" => (node, weights[node["id"]!.Int()], 0),
                _ => (node, weights[node["id"]!.Int()], 1),
            };
        }
    }

    private JsonObject UseJson(ClusterState state)
    {
        var rows = Use(state);
        var sum = state.PgMap.OsdSum;
        var average = Average(sum);
        return new JsonObject
        {
            ["nodes"] = new JsonArray([.. rows.Select(row =>
            {
                var node = row.Node.DeepClone().AsObject();
                node.Remove("exists");
                node.Remove("primary_affinity");
                var status = node["status"]!.DeepClone();
                node.Remove("status");
                foreach (var field in (string[])["kb", "kb_used", "kb_used_data", "kb_used_omap", "kb_used_meta", "kb_avail"])
                {
                    node[field] = row.Stat[field]!.DeepClone();
                }

                node["utilization"] = FloatFields.Float(row.Used);
                node["var"] = FloatFields.Float(row.Used / average);
                node["pgs"] = row.Groups;
                node["status"] = status;
                return node;
            })]),
            ["stray"] = new JsonArray(),
            ["summary"] = new JsonObject
            {
                ["total_kb"] = sum["kb"]!.DeepClone(),
                ["total_kb_used"] = sum["kb_used"]!.DeepClone(),
                ["total_kb_used_data"] = sum["kb_used_data"]!.DeepClone(),
                ["total_kb_used_omap"] = sum["kb_used_omap"]!.DeepClone(),
                ["total_kb_used_meta"] = sum["kb_used_meta"]!.DeepClone(),
                ["total_kb_avail"] = sum["kb_avail"]!.DeepClone(),
                ["average_utilization"] = FloatFields.Float(average),
                ["min_var"] = FloatFields.Float(rows.Min(row => row.Used) / average),
                ["max_var"] = FloatFields.Float(rows.Max(row => row.Used) / average),
                ["dev"] = FloatFields.Float(Deviation(rows, average)),
            },
        };
    }

    private string UseTable(ClusterState state)
    {
        var rows = Use(state);
        var sum = state.PgMap.OsdSum;
        var average = Average(sum);
        var table = new TextTable(
            ("ID", true), ("CLASS", true), ("WEIGHT", true), ("REWEIGHT", true), ("SIZE", true), ("RAW USE", true), ("DATA", true), ("OMAP", true), ("META", true),
            ("AVAIL", true), ("%USE", true), ("VAR", true), ("PGS", true), ("STATUS", true));
        foreach (var row in rows)
        {
            table.Add([
                $"{row.Node["id"]}", "hdd", Sizes.Weight(row.Node["crush_weight"]!.Double()), Sizes.Weight(row.Node["reweight"]!.Double()),
                .. Space(row.Stat), Two(row.Used), Two(row.Used / average), $"{row.Groups}", $"{row.Node["status"]}",
            ]);
        }

        table.Add(["", "", "", "TOTAL", .. Space(sum), Two(average), "", "", ""]);
        return $"{table}MIN/MAX VAR: {Two(rows.Min(row => row.Used) / average)}/{Two(rows.Max(row => row.Used) / average)}  STDDEV: {Two(Deviation(rows, average))}\n";
    }

    private static string[] Space(JsonNode stat) =>
    [
        .. ((string[])["kb", "kb_used", "kb_used_data", "kb_used_omap", "kb_used_meta", "kb_avail"])
            .Select(field => Sizes.Bytes(stat[field]!.Long() * 1024)),
    ];

    private (JsonNode Node, JsonObject Stat, double Used, int Groups)[] Use(ClusterState state)
    {
        var stats = state.PgMap.OsdStats.ToDictionary(stat => stat["osd"]!.Int());
        var groups = state.PgMap.States.Counts.ByOsd;
        return
        [
            .. machine.Maps.Tree(state)["nodes"]!.AsArray()
                .Where(node => node!["type"]!.GetValue<string>() == "osd")
                .Select(node => (Node: node!, Id: node!["id"]!.Int()))
                .Select(osd => (
                    osd.Node,
                    stats[osd.Id],
                    100.0 * stats[osd.Id]["kb_used"]!.Long() / stats[osd.Id]["kb"]!.Long(),
                    groups.GetValueOrDefault(osd.Id)?.Values.Sum() ?? 0)),
        ];
    }

    private static double Average(JsonObject sum) => 100.0 * sum["kb_used"]!.Long() / sum["kb"]!.Long();

    private static double Deviation((JsonNode Node, JsonObject Stat, double Used, int Groups)[] rows, double average) =>
        Math.Sqrt(rows.Average(row => Math.Pow(row.Used - average, 2)));

    private static string Two(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    private static CommandResult Perf(WordCall call, ClusterState state) => call.Either(
        () => new JsonObject
        {
            ["pg_ready"] = true,
            ["osdstats"] = new JsonObject
            {
                ["osd_perf_infos"] = new JsonArray([.. state.PgMap.OsdStats.Select(stat => new JsonObject
                {
                    ["id"] = stat["osd"]!.DeepClone(), ["perf_stats"] = stat["perf_stat"]!.DeepClone(),
                })]),
            },
        },
        () =>
        {
            var table = new TextTable(("osd", true), ("commit_latency(ms)", true), ("apply_latency(ms)", true));
            foreach (var stat in state.PgMap.OsdStats)
            {
                table.Add($"{stat["osd"]}", $"{stat["perf_stat"]!["commit_latency_ms"]!.Double():0.###}", $"{stat["perf_stat"]!["apply_latency_ms"]!.Double():0.###}");
            }

            return table.ToString();
        });

    private static CommandResult BlockedBy(WordCall call, ClusterState state)
    {
        var blocked = state.PgMap.States.All.SelectMany(group => group["blocked_by"]!.AsArray()).CountBy(osd => osd!.Int()).ToArray();
        return call.Either(
            () => new JsonObject
            {
                ["pg_ready"] = true,
                ["osd_blocked_by"] = new JsonObject
                {
                    ["osd_blocked_by_infos"] = new JsonArray([.. blocked.Select(osd => new JsonObject { ["id"] = osd.Key, ["num_blocked"] = osd.Value })]),
                },
            },
            () =>
            {
                var table = new TextTable(("osd", true), ("num_blocked", true));
                foreach (var (osd, count) in blocked)
                {
                    table.Add($"{osd}", $"{count}");
                }

                return table.ToString();
            });
    }
}
