using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>What the monitors answer of the OSD map and the CRUSH map.</summary>
internal sealed class OsdWords(ClusterMachine machine)
{
    public IEnumerable<Word> All =>
    [
        Word.Read("osd dump name=epoch,type=CephInt,range=0,req=false", "print summary of OSD map", static (call, state) =>
            IsPresent(call, state) ?? call.Either(() => state.OsdMap.Json, () => Dump(state.OsdMap))),
        Word.Read("osd ls name=epoch,type=CephInt,range=0,req=false", "show all OSD ids", static (call, state) =>
            IsPresent(call, state) ?? call.Either(
                () => new JsonArray([.. state.OsdMap.Osds.Select(osd => osd!["osd"]!.DeepClone())]),
                () => string.Concat(state.OsdMap.Osds.Select(osd => $"{osd!["osd"]}\n")))),
        Word.Read("osd getmaxosd", "show largest OSD id", static (call, state) => call.Either(
            () => new JsonObject { ["epoch"] = state.OsdMap.Epoch, ["max_osd"] = state.OsdMap.Osds.Count },
            () => $"max_osd = {state.OsdMap.Osds.Count} in epoch {state.OsdMap.Epoch}")),
        Word.Read("osd metadata name=id,type=CephOsdName,req=false", "fetch metadata for osd {id} (default all)", (call, _) =>
            DaemonMetadata.Answer(call, machine.Daemons, "osd", call.Text("id") is { } id ? $"{WordCall.OsdId(id)}" : null)),
        Word.Read("osd count-metadata name=property,type=CephString", "count OSDs by metadata field property", (call, _) =>
            call.Json(new JsonObject(machine.Daemons.All
                .Where(daemon => daemon.Key.Type == "osd")
                .CountBy(daemon => daemon.Metadata.GetValueOrDefault(call.Needed("property")) ?? "unknown")
                .Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value))))),
        Word.Read("osd find name=id,type=CephOsdName", "find osd <id> in the CRUSH map and show its location", Find),
        Word.Read("osd crush dump", "dump crush map", (call, _) => call.Json(machine.Maps.Crush)),
        Word.Read("osd crush class ls", "list all crush device classes", static (call, _) => call.Json(new JsonArray("hdd"))),
        Word.Read("osd crush rule ls", "list crush rules", (call, _) => call.Either(
            () => new JsonArray([.. Rules().Select(rule => rule["rule_name"]!.DeepClone())]),
            () => string.Concat(Rules().Select(rule => $"{rule["rule_name"]}\n")))),
        Word.Read("osd crush rule dump name=name,type=CephString,goodchars=[A-Za-z0-9-_.],req=false", "dump crush rule <name> (default all)", RuleDump),
        Word.Read("osd erasure-code-profile ls", "list all erasure code profiles", static (call, state) => call.Either(
            () => new JsonArray([.. Profiles(state).Select(profile => profile.Key)]),
            () => string.Concat(Profiles(state).Select(profile => profile.Key + "\n")))),
        Word.Read("osd erasure-code-profile get name=name,type=CephString,goodchars=[A-Za-z0-9-_.]", "get erasure code profile <name>", static (call, state) =>
            Profiles(state)[call.Needed("name")] is { } profile
                ? call.Either(() => profile, () => string.Concat(profile.AsObject().Select(pair => $"{pair.Key}={pair.Value}\n")))
                : CommandResult.Failure(Errno.NotFound, $"unknown erasure code profile '{call.Text("name")}'")),
    ];

    private static JsonObject Profiles(ClusterState state) => state.OsdMap.Json["erasure_code_profiles"]!.AsObject();

    private IEnumerable<JsonObject> Rules() => machine.Maps.Crush["rules"]!.AsArray().Select(rule => rule!.AsObject());

    private CommandResult RuleDump(WordCall call, ClusterState _)
    {
        if (call.Text("name") is not { } name)
        {
            return call.Json(machine.Maps.Crush["rules"]!);
        }

        return Rules().FirstOrDefault(rule => rule["rule_name"]!.GetValue<string>() == name) is { } found
            ? call.Json(found)
            : CommandResult.Failure(Errno.NotFound, $"unknown crush rule '{name}'");
    }

    // The dev cluster keeps one epoch: to ask for another is answered, not ignored.
    private static CommandResult? IsPresent(WordCall call, ClusterState state) =>
        call.Number("epoch") is { } epoch && epoch != state.OsdMap.Epoch
            ? CommandResult.Failure(Errno.NotFound, $"there is no map for epoch {epoch}; the dev cluster keeps only the present one, {state.OsdMap.Epoch}")
            : null;

    private CommandResult Find(WordCall call, ClusterState state)
    {
        var id = WordCall.OsdId(call.Needed("id"));
        if (state.OsdMap.FindOsd(id) is not { } osd)
        {
            return CommandResult.Failure(Errno.NotFound, $"osd.{id} does not exist");
        }

        var daemon = machine.Daemons.Find(new("osd", $"{id}"))!;
        return call.Json(new JsonObject
        {
            ["osd"] = id,
            ["addrs"] = osd["public_addrs"]!.DeepClone(),
            ["osd_fsid"] = osd["uuid"]!.DeepClone(),
            ["host"] = daemon.Hostname,
            ["container_name"] = daemon.Metadata["container_name"],
            ["crush_location"] = new JsonObject { ["host"] = OsdLayout.Host(id), ["root"] = "default" },
        });
    }

    private static string Dump(OsdMap osdMap)
    {
        var map = osdMap.Json;
        var text = new StringBuilder();
        foreach (var field in (string[])["epoch", "fsid", "created", "modified", "flags", "crush_version", "full_ratio", "backfillfull_ratio", "nearfull_ratio", "require_min_compat_client", "min_compat_client", "require_osd_release"])
        {
            var value = map[field]!.GetValueKind() == System.Text.Json.JsonValueKind.Number ? $"{map[field]!.Double():0.######}" : map[field]!.GetValue<string>();
            text.Append($"{field} {value}\n");
        }

        text.Append($"stretch_mode_enabled {map["stretch_mode"]!["stretch_mode_enabled"]!.ToJsonString()}\n");
        foreach (var pool in osdMap.Pools)
        {
            text.Append(PoolLine.Of(pool!)).Append('\n');
        }

        text.Append($"max_osd {map["max_osd"]}\n");
        foreach (var osd in osdMap.Osds)
        {
            var (up, isIn) = (osd!["up"]!.Int() == 1 ? "up  " : "down", osd["in"]!.Int() == 1 ? "in " : "out");
            var affinity = osd["primary_affinity"]!.Double() is < 1 and var share ? $" primary_affinity {share:0.######}" : "";
            text.Append($"osd.{osd["osd"]} {up} {isIn} weight {osd["weight"]!.Double():0.######}{affinity} up_from {osd["up_from"]} up_thru {osd["up_thru"]} ");
            text.Append($"down_at {osd["down_at"]} last_clean_interval [{osd["last_clean_begin"]},{osd["last_clean_end"]}) ");
            text.Append($"{Addresses(osd, "public_addrs")} {Addresses(osd, "cluster_addrs")} {string.Join(',', osd["state"]!.AsArray())} {osd["uuid"]}\n");
        }

        foreach (var group in map["pg_temp"]!.AsArray())
        {
            text.Append($"pg_temp {group!["pgid"]} [{string.Join(',', group["osds"]!.AsArray())}]\n");
        }

        foreach (var (address, until) in map["blocklist"]!.AsObject())
        {
            text.Append($"blocklist {address} expires {until}\n");
        }

        return text.ToString();
    }

    private static string Addresses(JsonNode osd, string field) => "[" + string.Join(',', osd[field]!["addrvec"]!.AsArray()
        .Select(address => $"{address!["type"]}:{address["addr"]}/{address["nonce"]}")) + "]";
}
