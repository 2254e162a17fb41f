using System.Globalization;
using System.Text;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Monmap;

/// <summary>The commands that show who the monitors are.</summary>
internal static class MonmapCommands
{
    private const string Module = "mon";

    public static IReadOnlyList<MonitorCommand> Of(MonmapService monmap) =>
    [
        Read(
            "mon dump name=epoch,type=CephInt,range=0,req=false",
            "dump formatted monmap (optionally from epoch)",
            call => Dump(monmap, call)),
        Read("mon stat", "summarize monitor status", call => Stat(monmap, call)),
        Read("mon getmap name=epoch,type=CephInt,range=0,req=false", "get monmap", call => GetMap(monmap, call)),
        Read("mon metadata name=id,type=CephString,req=false", "fetch metadata for mon <id>", call => Metadata(monmap, call)),
        Read(
            "mon count-metadata name=property,type=CephString", "count mons by metadata field property",
            call => DaemonMetadata.Count(call, monmap, call.Arguments.String("property"))),
        Read("mon versions", "check running versions of monitors", call => DaemonMetadata.Count(call, monmap, DaemonMetadata.Version)),
        Read(
            "mon feature ls name=with_value,type=CephChoices,req=false,strings=--with-value",
            "list available mon map features to be set/unset",
            call => Features(monmap, call)),
        Read(
            "mon ok-to-stop name=ids,type=CephString,n=N",
            "check whether mon(s) can be safely stopped without reducing immediate availability",
            call => OkToStop(monmap, call)),
        Read("mon ok-to-add-offline", "check whether adding a mon and not starting it would break quorum", call => OkToAddOffline(monmap)),
        Read(
            "mon ok-to-rm name=id,type=CephString",
            "check whether removing the specified mon would break quorum",
            call => OkToRemove(monmap, call)),
    ];

    private static MonitorCommand Read(string signature, string help, Func<CommandCall, CommandResult> handler) =>
        MonitorCommand.Read(signature, help, Module, "r", handler);

    private static MonMap Wanted(MonmapService monmap, CommandCall call)
    {
        var epoch = call.Arguments.FindInteger("epoch") ?? 0;
        return (epoch >= 0 ? monmap.Find((ulong)epoch) : null)
            ?? throw new CommandException(Errno.NotFound, $"there is no map for epoch {epoch}");
    }

    private static CommandResult Dump(MonmapService monmap, CommandCall call)
    {
        var map = Wanted(monmap, call);
        var status = $"dumped monmap epoch {map.Epoch}";
        if (!call.IsPlain)
        {
            return call.Json(
                json =>
                {
                    json.WriteStartObject();
                    map.DumpMembers(json, map.MinMonRelease);
                    json.WriteStartArray("quorum");
                    foreach (var rank in monmap.Context.Quorum)
                    {
                        json.WriteNumberValue(rank);
                    }

                    json.WriteEndArray();
                    json.WriteEndObject();
                },
                status,
                endsLine: true);
        }

        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"epoch {map.Epoch}\n")
            .Append(CultureInfo.InvariantCulture, $"fsid {map.Fsid}\n")
            .Append(CultureInfo.InvariantCulture, $"last_changed {map.Modified}\n")
            .Append(CultureInfo.InvariantCulture, $"created {map.Created}\n")
            .Append(CultureInfo.InvariantCulture, $"min_mon_release {(byte)map.MinMonRelease} ({map.MinMonRelease.ToName()})\n")
            .Append(CultureInfo.InvariantCulture, $"election_strategy: {map.ElectionStrategy}\n");
        for (var rank = 0; rank < map.Ranks.Count; rank++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{rank}: {map.Monitors[map.Ranks[rank]].Addresses} mon.{map.Ranks[rank]}\n");
        }

        return CommandResult.Text(text.ToString(), status);
    }

    private static CommandResult Stat(MonmapService monmap, CommandCall call)
    {
        var (map, context) = (monmap.Map, monmap.Context);
        if (!call.IsPlain)
        {
            return call.Json(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("epoch", map.Epoch);
                json.WriteString("min_mon_release_name", map.MinMonRelease.ToName());
                json.WriteNumber("num_mons", map.Ranks.Count);
                json.WriteString("leader", context.LeaderName ?? "");
                json.WriteStartArray("quorum");
                foreach (var rank in context.Quorum)
                {
                    json.WriteStartObject();
                    json.WriteNumber("rank", rank);
                    json.WriteString("name", map.Ranks[rank]);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }, endsLine: true);
        }

        var members = string.Join(',', map.Ranks.Select(name => $"{name}={map.Monitors[name].Addresses}"));
        return CommandResult.Text(
            $"e{map.Epoch}: {map.Ranks.Count} mons at {{{members}}} removed_ranks: {{{string.Join(',', map.RemovedRanks)}}}, " +
            $"election epoch {context.ElectionEpoch}, leader {context.Leader} {context.LeaderName}, " +
            $"quorum {string.Join(',', context.Quorum)} {string.Join(',', context.Quorum.Select(rank => map.Ranks[rank]))}\n");
    }

    private static CommandResult GetMap(MonmapService monmap, CommandCall call)
    {
        var map = Wanted(monmap, call);
        return new CommandResult(0, $"got monmap epoch {map.Epoch}", WireWriter.Encode(map));
    }

    private static CommandResult Metadata(MonmapService monmap, CommandCall call)
    {
        if (call.Arguments.Find("id") is not { } id)
        {
            return call.Json(
                json =>
                {
                    json.WriteStartArray();
                    foreach (var (name, values) in monmap.DaemonMetadata)
                    {
                        DaemonMetadata.Write(json, "name", name, values);
                    }

                    json.WriteEndArray();
                },
                prettyByDefault: true);
        }

        var found = monmap.DaemonMetadata.FirstOrDefault(member => member.Key == id);
        return found.Value is null
            ? throw new CommandException(Errno.NotFound, "requested mon not found")
            : call.Json(json => DaemonMetadata.Write(json, null, id, found.Value), prettyByDefault: true);
    }

    private static CommandResult Features(MonmapService monmap, CommandCall call)
    {
        var map = monmap.Map;
        var withValue = call.Arguments.Flag("with_value");
        const MonFeatures supported = MonFeatures.AllOfPacific | MonFeatures.CephxAes256k;
        if (!call.IsPlain)
        {
            return call.Json(json =>
            {
                json.WriteStartObject();
                json.WriteStartObject("all");
                WriteList("supported", supported);
                WriteList("persistent", MonFeatures.AllOfPacific);
                json.WriteEndObject();
                json.WriteStartObject("monmap");
                WriteList("persistent", map.PersistentFeatures);
                WriteList("optional", map.OptionalFeatures);
                WriteList("required", map.PersistentFeatures | map.OptionalFeatures);
                json.WriteEndObject();
                json.WriteEndObject();

                void WriteList(string name, MonFeatures features)
                {
                    json.WriteStartArray(name);
                    foreach (var feature in features.ToNames())
                    {
                        json.WriteStringValue(feature);
                    }

                    json.WriteEndArray();
                }
            });
        }

        return CommandResult.Text(
            $"all features\n\tsupported: {List(supported)}\n\tpersistent: {List(MonFeatures.AllOfPacific)}\n" +
            $"on current monmap (epoch {map.Epoch})\n\tpersistent: {List(map.PersistentFeatures)}\n" +
            $"\trequired: {List(map.PersistentFeatures | map.OptionalFeatures)}\n");

        string List(MonFeatures features) =>
            "[" + string.Join(',', features.ToNames().Select(name => withValue ? $"{name}({(ulong)features})" : name)) + "]";
    }

    private static CommandResult OkToStop(MonmapService monmap, CommandCall call)
    {
        var ids = call.Arguments.Strings("ids");
        var left = monmap.Context.Quorum.Select(rank => monmap.Map.Ranks[rank]).Where(name => !ids.Contains(name)).ToList();
        var needed = (monmap.Map.Ranks.Count / 2) + 1;
        return left.Count >= needed
            ? CommandResult.Said($"quorum should be preserved ({string.Join(',', left)}) after stopping [{string.Join(',', ids)}]")
            : CommandResult.Failed(
                Errno.Busy,
                $"not enough monitors would be available ({string.Join(',', left)}) after stopping mons [{string.Join(',', ids)}]");
    }

    private static CommandResult OkToAddOffline(MonmapService monmap) =>
        monmap.Context.Quorum.Count >= ((monmap.Map.Ranks.Count + 1) / 2) + 1
            ? CommandResult.Said("adding another mon that is not yet online will not break quorum")
            : CommandResult.Failed(Errno.Busy, "adding a monitor may break quorum (until that monitor starts)");

    private static CommandResult OkToRemove(MonmapService monmap, CommandCall call)
    {
        var id = call.Arguments.String("id");
        if (!monmap.Map.Monitors.ContainsKey(id))
        {
            return CommandResult.Said($"mon.{id} does not exist");
        }

        var left = monmap.Context.Quorum.Count(rank => monmap.Map.Ranks[rank] != id);
        var members = monmap.Map.Ranks.Count - 1;
        return members > 0 && left >= (members / 2) + 1
            ? CommandResult.Said($"safe to remove mon.{id}")
            : CommandResult.Failed(Errno.Busy, $"removing mon.{id} would break quorum");
    }
}
