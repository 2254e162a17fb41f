using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>What the monitors answer of the file system and its MDSs.</summary>
internal sealed class FsWords(ClusterMachine machine)
{
    private static readonly string[] PlainFields =
    [
        "epoch", "flags", "created", "modified", "tableserver", "root", "session_timeout", "session_autoclose", "max_file_size", "last_failure", "last_failure_osd_epoch", "max_mds",
    ];

    public IEnumerable<Word> All =>
    [
        Word.Read("fs dump name=epoch,type=CephInt,range=0,req=false", "dump all CephFS status, optionally from epoch", Dump),
        Word.Read("fs ls", "list filesystems", List),
        Word.Read("mds stat", "show MDS status", (call, state) =>
        {
            var map = machine.Maps.FsMap(state);
            return call.Either(() => new JsonObject { ["fsmap"] = map }, () => Summary(map) + "\n");
        }),
        Word.Read("mds metadata name=who,type=CephString,req=false", "fetch metadata for mds <role>", (call, _) =>
            DaemonMetadata.Answer(call, machine.Daemons, "mds", call.Text("who"))),
    ];

    private CommandResult Dump(WordCall call, ClusterState state)
    {
        var map = machine.Maps.FsMap(state);
        var epoch = map["epoch"]!.Int();
        if (call.Number("epoch") is { } asked && asked != epoch)
        {
            return CommandResult.Failure(Errno.NotFound, $"there is no fsmap for epoch {asked}; the dev cluster keeps only the present one, {epoch}");
        }

        return call.Either(() => map, () => Text(map)) with { Status = $"dumped fsmap epoch {epoch}" };
    }

    private CommandResult List(WordCall call, ClusterState state)
    {
        var system = machine.Maps.FsMap(state)["filesystems"]![0]!["mdsmap"]!;
        string Pool(int id) => state.OsdMap.Pools.First(pool => pool!["pool"]!.Int() == id)!["pool_name"]!.GetValue<string>();
        var metadata = system["metadata_pool"]!.Int();
        var data = system["data_pools"]!.AsArray().Select(pool => pool!.Int()).ToArray();
        return call.Either(
            () => new JsonArray(new JsonObject
            {
                ["name"] = system["fs_name"]!.DeepClone(),
                ["metadata_pool"] = Pool(metadata),
                ["metadata_pool_id"] = metadata,
                ["data_pool_ids"] = new JsonArray([.. data]),
                ["data_pools"] = new JsonArray([.. data.Select(Pool)]),
            }),
            () => $"name: {system["fs_name"]}, metadata pool: {Pool(metadata)}, data pools: [{string.Concat(data.Select(pool => Pool(pool) + " "))}]\n");
    }

    private static string Summary(JsonObject map)
    {
        var system = map["filesystems"]![0]!["mdsmap"]!;
        var ranks = system["info"]!.AsObject().Select(info => info.Value!).Select(info => $"{info["rank"]}={info["name"]}={info["state"]}");
        var standbys = map["standbys"]!.AsArray().Count;
        return $"{system["fs_name"]}:{system["in"]!.AsArray().Count} {{{string.Join(',', ranks)}}}{(standbys > 0 ? $" {standbys} up:standby" : "")}";
    }

    private static string Text(JsonObject map)
    {
        var text = new StringBuilder($"e{map["epoch"]}\n");
        var flags = map["feature_flags"]!;
        text.Append($"enable_multiple, ever_enabled_multiple: {Bit(flags["enable_multiple"]!)},{Bit(flags["ever_enabled_multiple"]!)}\n");
        text.Append($"default compat: {Compat(map["compat"]!)}\nlegacy client fscid: {map["default_fscid"]}\n \n");
        foreach (var system in map["filesystems"]!.AsArray())
        {
            var mds = system!["mdsmap"]!;
            text.Append($"Filesystem '{mds["fs_name"]}' ({system["id"]})\nfs_name\t{mds["fs_name"]}\n");
            foreach (var field in PlainFields)
            {
                text.Append($"{field}\t{mds[field]}\n");
            }

            text.Append($"compat\t{Compat(mds["compat"]!)}\nin\t{string.Join(',', mds["in"]!.AsArray())}\n");
            text.Append($"up\t{{{string.Join(',', mds["up"]!.AsObject().Select(rank => $"{rank.Key[4..]}={rank.Value}"))}}}\n");
            text.Append($"data_pools\t[{string.Join(',', mds["data_pools"]!.AsArray())}]\nmetadata_pool\t{mds["metadata_pool"]}\n");
            text.Append($"balancer\t{mds["balancer"]}\nstandby_count_wanted\t{mds["standby_count_wanted"]}\n");
            foreach (var (_, info) in mds["info"]!.AsObject())
            {
                text.Append(Line(info!)).Append('\n');
            }

            text.Append(" \n \n");
        }

        var standbys = map["standbys"]!.AsArray();
        if (standbys.Count > 0)
        {
            text.Append("Standby daemons:\n \n").AppendJoin('\n', standbys.Select(standby => Line(standby!))).Append('\n');
        }

        return text.ToString();
    }

    private static string Line(JsonNode info) =>
        $"[mds.{info["name"]}{{{info["rank"]}:{info["gid"]}}} state {info["state"]} seq {info["state_seq"]} addr ["
        + string.Join(',', info["addrs"]!["addrvec"]!.AsArray().Select(address => $"{address!["type"]}:{address["addr"]}/{address["nonce"]}")) + "]]";

    private static int Bit(JsonNode flag) => flag.GetValue<bool>() ? 1 : 0;

    private static string Compat(JsonNode compat)
    {
        static string Set(JsonNode features) => string.Join(',', features.AsObject().Select(feature => $"{feature.Key["feature_".Length..]}={feature.Value}"));
        return $"compat={{{Set(compat["compat"]!)}}},rocompat={{{Set(compat["ro_compat"]!)}}},incompat={{{Set(compat["incompat"]!)}}}";
    }
}
