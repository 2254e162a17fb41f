using MgrPlatform.Monitor.Commands;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Mgr;

/// <summary>The commands <c>mgr …</c>.</summary>
internal static class MgrCommands
{
    private const string Module = "mgr";

    public static IReadOnlyList<MonitorCommand> Of(MgrService mgr) =>
    [
        Read("mgr stat", "dump basic info about the mgr cluster state", call => Stat(mgr, call)),
        Read("mgr dump name=epoch,type=CephInt,range=0,req=false", "dump the latest MgrMap", call => Dump(mgr, call)),
        MonitorCommand.Write(
            "mgr fail name=who,type=CephString,req=false",
            "treat the named manager daemon as failed",
            Module,
            "rw",
            call => Fail(mgr, call)),
        Read("mgr module ls", "list active mgr modules", call => MgrModuleCommands.List(mgr, call)),
        Read("mgr services", "list service endpoints provided by mgr modules", call => Services(mgr, call)),
        MonitorCommand.Write(
            "mgr module enable name=module,type=CephString name=force,type=CephChoices,strings=--force,req=false",
            "enable mgr module",
            Module,
            "rw",
            call => MgrModuleCommands.Enable(mgr, call)),
        MonitorCommand.Write(
            "mgr module disable name=module,type=CephString",
            "disable mgr module",
            Module,
            "rw",
            call => MgrModuleCommands.Disable(mgr, call)),
        Read(
            "mgr metadata name=who,type=CephString,req=false",
            "dump metadata for all daemons or a specific daemon",
            call => Metadata(mgr, call)),
        Read(
            "mgr count-metadata name=property,type=CephString", "count ceph-mgr daemons by metadata field property",
            call => DaemonMetadata.Count(call, mgr, call.Arguments.String("property"))),
        Read("mgr versions", "check running versions of ceph-mgr daemons", call => DaemonMetadata.Count(call, mgr, DaemonMetadata.Version)),
    ];

    private static MonitorCommand Read(string signature, string help, Func<CommandCall, CommandResult> handler) =>
        MonitorCommand.Read(signature, help, Module, "r", handler);

    private static CommandResult Stat(MgrService mgr, CommandCall call) => call.Json(
        json =>
        {
            json.WriteStartObject();
            json.WriteNumber("epoch", mgr.Map.Epoch);
            json.WriteBoolean("available", mgr.Map.Available);
            json.WriteString("active_name", mgr.Map.ActiveName);
            json.WriteNumber("num_standby", mgr.Map.Standbys.Count);
            json.WriteEndObject();
        },
        prettyByDefault: true);

    private static CommandResult Dump(MgrService mgr, CommandCall call)
    {
        var epoch = call.Arguments.FindInteger("epoch") ?? 0;
        var map = (epoch >= 0 ? mgr.Find((ulong)epoch) : null)
            ?? throw new CommandException(Errno.NotFound, $"there is no map for epoch {epoch}");
        return call.Json(json => map.Dump(json, Release.Pacific), prettyByDefault: true);
    }

    private static CommandOutcome Fail(MgrService mgr, CommandCall call)
    {
        var who = call.Arguments.String("who", "");
        if (who.Length == 0 && mgr.Pending.ActiveGid == 0)
        {
            throw new CommandException(Errno.Invalid, "Currently no active mgr");
        }

        return mgr.Fail(who) switch
        {
            true => CommandOutcome.AfterCommit(CommandResult.Done),
            false => CommandOutcome.Answer(CommandResult.Said($"Daemon not found '{who}', already failed?")),
            null => CommandOutcome.Retry,
        };
    }

    private static CommandResult Services(MgrService mgr, CommandCall call) => call.Json(
        json =>
        {
            json.WriteStartObject();
            foreach (var (name, uri) in mgr.Map.Services)
            {
                json.WriteString(name, uri);
            }

            json.WriteEndObject();
        },
        prettyByDefault: true);

    private static CommandResult Metadata(MgrService mgr, CommandCall call)
    {
        if (call.Arguments.Find("who") is not { } who)
        {
            return call.Json(
                json =>
                {
                    json.WriteStartArray();
                    foreach (var (name, values) in mgr.DaemonMetadata)
                    {
                        DaemonMetadata.Write(json, "name", name, values);
                    }

                    json.WriteEndArray();
                },
                prettyByDefault: true);
        }

        var metadata = mgr.Metadata(who);
        return metadata.Count == 0
            ? throw new CommandException(Errno.NotFound, $"mgr.{who} does not exist")
            : call.Json(json => DaemonMetadata.Write(json, "name", who, metadata), prettyByDefault: true);
    }
}
