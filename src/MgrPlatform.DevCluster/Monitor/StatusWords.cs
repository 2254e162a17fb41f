using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>What the monitors answer of the cluster as a whole, of themselves, and of its log.</summary>
internal sealed class StatusWords(ClusterMachine machine, ClusterIdentity identity)
{
    private const int LogLines = 20;
    private static readonly string[] NodeTypes = ["mon", "osd", "mds", "mgr"];

    public IEnumerable<Word> All =>
    [
        Word.Read("status", "show cluster status", (call, state) =>
        {
            var report = new StatusReport(machine, identity, state);
            return call.Either(report.ToJson, report.ToText);
        }),
        Word.Read("health name=detail,type=CephChoices,strings=detail,req=false", "show cluster health", Health),
        Word.Read("df name=detail,type=CephChoices,strings=detail,req=false", "show cluster free space stats", static (call, state) =>
            call.Either(() => StatisticsDocuments.Space(state), () => SpaceTable(state))),
        Word.Read("versions", "check running versions of ceph daemons", (call, state) => call.Json(Versions(state))),
        Word.Read("features", "report of connected features", (call, state) => call.Json(machine.Services.Features(state))),
        Word.Read("version", "show mon daemon version", (call, _) =>
            call.Either(() => new JsonObject { ["version"] = identity.CephVersion }, () => identity.CephVersion)),
        Word.Read("fsid", "show cluster FSID/UUID", (call, _) =>
            call.Either(() => new JsonObject { ["fsid"] = identity.Fsid.ToString() }, () => identity.Fsid.ToString())),
        Word.Read("quorum_status", "report status of monitor quorum", (call, state) => call.Json(machine.Services.QuorumStatus(state))),
        Word.Read("mon dump name=epoch,type=CephInt,range=0,req=false", "dump formatted monmap (optionally from epoch)", MonDump),
        Word.Read("mon stat", "summarize monitor status", MonStat),
        Word.Read("mon metadata name=id,type=CephString,req=false", "fetch metadata for mon <id>", (call, _) =>
            DaemonMetadata.Answer(call, machine.Daemons, "mon", call.Text("id"))),
        Word.Read("time-sync-status", "show time sync status", (call, state) => call.Json(new JsonObject
        {
            ["timechecks"] = new JsonObject
            {
                ["epoch"] = machine.Services.QuorumStatus(state)["election_epoch"]!.DeepClone(), ["round"] = 0, ["round_status"] = "finished",
            },
        })),
        Word.Read("node ls name=type,type=CephChoices,strings=all|osd|mon|mds|mgr,req=false", "list all nodes in cluster [type]", Nodes),
        Word.Write("log name=logtext,type=CephString,n=N", "log supplied text to the monitor log", static (call, state) => new ClusterStep(
            state.Logged("client.admin", "client.?", "cluster", "[INF]", string.Join(' ', call.Texts("logtext"))), [], CommandResult.Success(""))),
        Word.Read(
            "log last name=num,type=CephInt,range=1,req=false name=level,type=CephChoices,strings=debug|info|sec|warn|error,req=false "
                + "name=channel,type=CephChoices,strings=*|cluster|audit|cephadm,req=false",
            "print last few lines of the cluster log",
            LogLast),
    ];

    private static CommandResult Health(WordCall call, ClusterState state)
    {
        var detail = call.Text("detail") == "detail";
        if (call.WantsJson)
        {
            return call.Json(writer => state.Health.Write(writer, detail));
        }

        var text = new StringBuilder(state.Health.Status);
        if (!state.Health.Checks.IsEmpty)
        {
            text.Append(' ').AppendJoin("; ", state.Health.InOrder.Select(check => check.Value.Summary));
        }

        text.Append('\n');
        foreach (var (code, check) in detail ? state.Health.InOrder : [])
        {
            text.Append(check.Severity == HealthSeverity.Error ? "[ERR] " : "[WRN] ").Append(code).Append(": ").Append(check.Summary).Append('\n');
            foreach (var line in check.Detail)
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }

        return CommandResult.Success(text.ToString());
    }

    private static string SpaceTable(ClusterState state)
    {
        var space = StatisticsDocuments.Space(state);
        var raw = new TextTable(("CLASS", false), ("SIZE", true), ("AVAIL", true), ("USED", true), ("RAW USED", true), ("%RAW USED", true)) { HeadingsFollow = true };
        foreach (var (name, stats) in space["stats_by_class"]!.AsObject().Append(KeyValuePair.Create("TOTAL", space["stats"])))
        {
            var used = Sizes.Bytes(stats!["total_used_bytes"]!.Long());
            raw.Add(
                name,
                Sizes.Bytes(stats["total_bytes"]!.Long()),
                Sizes.Bytes(stats["total_avail_bytes"]!.Long()),
                used,
                used,
                Sizes.Percent(stats["total_used_raw_ratio"]!.Double()));
        }

        var pools = new TextTable(
            ("POOL", false), ("ID", true), ("PGS", true), ("STORED", true), ("OBJECTS", true), ("USED", true), ("%USED", true), ("MAX AVAIL", true)) { HeadingsFollow = true };
        foreach (var pool in space["pools"]!.AsArray())
        {
            var (id, stats) = (pool!["id"]!.Int(), pool["stats"]!);
            var groups = state.OsdMap.Pools.First(candidate => candidate!["pool"]!.Int() == id)!["pg_num"]!.Int();
            pools.Add(
                pool["name"]!.GetValue<string>(),
                $"{id}",
                $"{groups}",
                Sizes.Bytes(stats["stored"]!.Long()),
                Sizes.Count(stats["objects"]!.Long()),
                Sizes.Bytes(stats["bytes_used"]!.Long()),
                Sizes.Percent(stats["percent_used"]!.Double()),
                Sizes.Bytes(stats["max_avail"]!.Long()));
        }

        return $"--- RAW STORAGE ---\n{raw} \n--- POOLS ---\n{pools}";
    }

    private JsonObject Versions(ClusterState state)
    {
        var versions = new JsonObject();
        var all = new JsonObject();
        foreach (var type in (string[])["mon", "mgr", "osd", "mds", "rgw"])
        {
            var own = new JsonObject();
            foreach (var daemon in machine.Daemons.All.Where(daemon => daemon.Key.Type == type && IsRunning(state, daemon)))
            {
                var version = daemon.Metadata["ceph_version"];
                own[version] = (own[version]?.Int() ?? 0) + 1;
                all[version] = (all[version]?.Int() ?? 0) + 1;
            }

            versions[type] = own;
        }

        versions["overall"] = all;
        return versions;
    }

    private static bool IsRunning(ClusterState state, DaemonState daemon) =>
        daemon.Key.Type != "osd" || state.OsdMap.IsUp(WordCall.OsdId(daemon.Key.Id));

    private CommandResult MonDump(WordCall call, ClusterState state)
    {
        var map = machine.Maps.MonMap(state);
        var epoch = map["epoch"]!.Int();
        if (call.Number("epoch") is { } asked && asked != epoch)
        {
            return CommandResult.Failure(Errno.NotFound, $"no monmap with epoch {asked} is kept; the present one is {epoch}");
        }

        var status = $"dumped monmap epoch {epoch}";
        if (call.WantsJson)
        {
            map["quorum"] = machine.Services.QuorumStatus(state)["quorum"]!.DeepClone();
            return call.Json(map) with { Status = status };
        }

        var text = new StringBuilder();
        text.Append($"epoch {epoch}\nfsid {identity.Fsid}\nlast_changed {Offset(map["modified"]!)}\ncreated {Offset(map["created"]!)}\n");
        text.Append($"min_mon_release {map["min_mon_release"]} ({map["min_mon_release_name"]})\nelection_strategy: {map["election_strategy"]}\n");
        foreach (var mon in map["mons"]!.AsArray())
        {
            text.Append($"{mon!["rank"]}: {Addresses(mon)} mon.{mon["name"]}\n");
        }

        return CommandResult.Success(text.ToString(), status);
    }

    private CommandResult MonStat(WordCall call, ClusterState state)
    {
        var map = machine.Maps.MonMap(state);
        var quorum = machine.Services.QuorumStatus(state);
        var mons = map["mons"]!.AsArray();
        return call.Either(
            () => new JsonObject
            {
                ["epoch"] = map["epoch"]!.DeepClone(),
                ["min_mon_release_name"] = map["min_mon_release_name"]!.DeepClone(),
                ["num_mons"] = mons.Count,
                ["leader"] = "a",
                ["quorum"] = new JsonArray([.. mons.Select(mon => new JsonObject { ["rank"] = mon!["rank"]!.DeepClone(), ["name"] = mon["name"]!.DeepClone() })]),
            },
            () => $"e{map["epoch"]}: {mons.Count} mons at {{{string.Join(',', mons.Select(mon => $"{mon!["name"]}={Addresses(mon)}"))}}} removed_ranks: {{}}, "
                + $"election epoch {quorum["election_epoch"]}, leader 0 a, quorum {string.Join(',', mons.Select(mon => mon!["rank"]))} "
                + $"{string.Join(',', mons.Select(mon => mon!["name"]))}");
    }

    private CommandResult Nodes(WordCall call, ClusterState _)
    {
        JsonNode Of(string type) => new JsonObject(machine.Daemons.All
            .Where(daemon => daemon.Key.Type == type)
            .GroupBy(daemon => daemon.Hostname)
            .OrderBy(host => host.Key, StringComparer.Ordinal)
            .Select(host => KeyValuePair.Create(host.Key, (JsonNode?)new JsonArray(
                [.. host.Select(daemon => type == "osd" ? (JsonNode)WordCall.OsdId(daemon.Key.Id) : daemon.Key.Id)]))));
        var type = call.Text("type") ?? "all";
        return type == "all"
            ? call.Json(new JsonObject(NodeTypes.Select(each => KeyValuePair.Create(each, (JsonNode?)Of(each)))))
            : call.Json(Of(type));
    }

    private CommandResult LogLast(WordCall call, ClusterState state)
    {
        string[] levels = ["[DBG]", "[INF]", "[SEC]", "[WRN]", "[ERR]"];
        var least = Array.IndexOf(levels, LogLine.PriorityOf(call.Text("level") ?? "info"));
        var channel = call.Text("channel") ?? "*";
        var lines = state.Log
            .Where(line => Array.IndexOf(levels, line.Priority) >= least && (channel == "*" || line.Channel == channel))
            .TakeLast(call.Number("num") ?? LogLines)
            .ToArray();
        return call.Either(
            () => new JsonArray([.. lines.Select(line => line.ToJson(machine.Maps.LeaderAddresses))]),
            () => string.Concat(lines.Select(line => line + "\n")));
    }

    // The map's JSON and its text write the same instant differently.
    private static string Offset(JsonNode stamp) => stamp.GetValue<string>().Replace("Z", "+0000", StringComparison.Ordinal);

    private static string Addresses(JsonNode mon) => "[" + string.Join(',', mon["public_addrs"]!["addrvec"]!.AsArray()
        .Select(address => $"{address!["type"]}:{address["addr"]}/{address["nonce"]}")) + "]";
}
