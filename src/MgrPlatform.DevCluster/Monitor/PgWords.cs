using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>What the manager's own words answer of placement groups.</summary>
internal sealed class PgWords(ClusterMachine machine, ClusterIdentity identity)
{
    private static readonly string[] Brief = ["pgid", "state", "up", "acting", "up_primary", "acting_primary"];

    public IEnumerable<Word> All =>
    [
        Word.Read(
            "pg dump name=dumpcontents,type=CephChoices,strings=all|summary|sum|delta|pools|osds|pgs|pgs_brief,n=N,req=false",
            "show human-readable versions of pg map (only 'all' valid with plain)",
            Dump),
        Word.Read("pg stat", "show placement group status.", (call, state) => call.Either(
            () => Stat(state), () => new StatusReport(machine, identity, state).PgLine() + "\n")),
        .. OsdChangeWords.Scrubs.Select(static what => Word.Read(
            $"pg {what} name=pgid,type=CephPgid", $"start {what} on <pgid>", (call, state) => Instruct(call, state, what))),
    ];

    private static CommandResult Dump(WordCall call, ClusterState state)
    {
        var parts = call.Text("dumpcontents") is null ? ["all"] : call.Texts("dumpcontents");
        var said = $"dumped {string.Join(',', parts)}";
        if (!call.WantsJson)
        {
            return CommandResult.Success(Table(state), said);
        }

        return call.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("pg_ready", true);
            if (parts.Contains("all"))
            {
                writer.WritePropertyName("pg_map");
                StatisticsDocuments.WriteDump(state.PgMap, writer, withPings: true);
            }
            else if (parts.Intersect(["sum", "summary", "delta"]).Any())
            {
                writer.WritePropertyName("pg_map");
                new JsonObject
                {
                    ["version"] = state.PgMap.Version,
                    ["stamp"] = CephTime.Stamp(state.PgMap.Stamp),
                    ["last_osdmap_epoch"] = 0,
                    ["last_pg_scan"] = 0,
                    ["pg_stats_sum"] = state.PgMap.Sum.DeepClone(),
                    ["osd_stats_sum"] = state.PgMap.OsdSum.DeepClone(),
                    ["pg_stats_delta"] = state.PgMap.Delta.DeepClone(),
                }.WriteTo(writer);
            }

            foreach (var (part, name, items) in Lists(state))
            {
                if (parts.Contains(part))
                {
                    writer.WriteStartArray(name);
                    foreach (var item in items)
                    {
                        item.WriteTo(writer);
                    }

                    writer.WriteEndArray();
                }
            }

            writer.WriteEndObject();
        }) with { Status = said };
    }

    private static IEnumerable<(string Part, string Name, IEnumerable<JsonObject> Items)> Lists(ClusterState state) =>
    [
        ("pgs", "pg_stats", state.PgMap.Groups()),
        ("pgs_brief", "pg_stats", state.PgMap.States.All.Select(group => new JsonObject(Brief.Select(field => KeyValuePair.Create(field, group[field]?.DeepClone()))))),
        ("pools", "pool_stats", state.PgMap.PoolStats),
        ("osds", "osd_stats", state.PgMap.OsdStats),
    ];

    private static string Table(ClusterState state)
    {
        var map = state.PgMap;
        var groups = new TextTable(
            ("PG_STAT", false), ("OBJECTS", true), ("DEGRADED", true), ("MISPLACED", true), ("UNFOUND", true), ("BYTES", true), ("LOG", true), ("STATE", true),
            ("STATE_STAMP", true), ("UP", false), ("UP_PRIMARY", true), ("ACTING", false), ("ACTING_PRIMARY", true), ("LAST_SCRUB", true), ("SCRUB_STAMP", true))
        {
            HeadingsFollow = true,
        };
        foreach (var group in map.Groups())
        {
            var sum = group["stat_sum"]!;
            groups.Add(
                $"{group["pgid"]}", $"{sum["num_objects"]}", $"{sum["num_objects_degraded"]}", $"{sum["num_objects_misplaced"]}", $"{sum["num_objects_unfound"]}",
                $"{sum["num_bytes"]}", $"{group["log_size"]}", $"{group["state"]}", $"{group["last_change"]}", List(group["up"]!), $"{group["up_primary"]}",
                List(group["acting"]!), $"{group["acting_primary"]}", $"{group["last_scrub"]}", $"{group["last_scrub_stamp"]}");
        }

        var osds = new TextTable(("OSD_STAT", false), ("USED", true), ("AVAIL", true), ("USED_RAW", true), ("TOTAL", true), ("HB_PEERS", true), ("PG_SUM", true)) { HeadingsFollow = true };
        foreach (var (name, stat) in map.OsdStats.Select(stat => ($"{stat["osd"]}", stat)).Append(("sum", map.OsdSum)))
        {
            string Kb(string field) => Sizes.Bytes(stat[field]!.Long() * 1024);
            osds.Add(name, Kb("kb_used"), Kb("kb_avail"), Kb("kb_used"), Kb("kb"), name == "sum" ? "" : List(stat["hb_peers"]!), name == "sum" ? "" : $"{stat["num_pgs"]}");
        }

        var head = new StringBuilder($"version {map.Version}\nstamp {CephTime.Stamp(map.Stamp)}\nlast_osdmap_epoch 0\nlast_pg_scan 0\n");
        return head.Append(groups).Append("                    \n").Append(osds).ToString();
    }

    private static string List(JsonNode numbers) => $"[{string.Join(',', numbers.AsArray())}]";

    private static JsonObject Stat(ClusterState state)
    {
        var status = StatisticsDocuments.PgStatus(state);
        var summary = new JsonObject
        {
            ["num_pg_by_state"] = new JsonArray([.. status["pgs_by_state"]!.AsArray().Select(count => new JsonObject
            {
                ["name"] = count!["state_name"]!.DeepClone(), ["num"] = count["count"]!.DeepClone(),
            })]),
            ["num_pgs"] = status["num_pgs"]!.DeepClone(),
            ["num_bytes"] = status["data_bytes"]!.DeepClone(),
            ["total_bytes"] = status["bytes_total"]!.DeepClone(),
            ["total_avail_bytes"] = status["bytes_avail"]!.DeepClone(),
            ["total_used_bytes"] = status["bytes_used"]!.DeepClone(),
            ["total_used_raw_bytes"] = status["bytes_used"]!.DeepClone(),
        };
        foreach (var (name, value) in status.Where(field => field.Key.EndsWith("_sec", StringComparison.Ordinal) || field.Key.Contains("degraded", StringComparison.Ordinal)))
        {
            if (!name.Contains("op_per_sec", StringComparison.Ordinal))
            {
                summary[name] = value!.DeepClone();
            }
        }

        summary["io_sec"] = (status["read_op_per_sec"]?.Long() ?? 0) + (status["write_op_per_sec"]?.Long() ?? 0);
        return new JsonObject { ["pg_ready"] = true, ["pg_summary"] = summary };
    }

    private static CommandResult Instruct(WordCall call, ClusterState state, string what)
    {
        var name = call.Needed("pgid");
        if (state.PgMap.States.All.FirstOrDefault(group => group["pgid"]!.GetValue<string>() == name) is not { } found)
        {
            return CommandResult.Failure(Errno.NotFound, $"pg {name} does not exist");
        }

        var primary = found["acting_primary"]!.Int();
        return state.OsdMap.IsUp(primary)
            ? CommandResult.Success("", $"instructing pg {name} on osd.{primary} to {what}")
            : CommandResult.Failure(Errno.TryAgain, $"pg {name} primary osd.{primary} not up");
    }
}
