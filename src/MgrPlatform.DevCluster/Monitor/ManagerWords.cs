using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>What the monitors answer of the managers: which modules are enabled, where they answer.</summary>
internal sealed class ManagerWords(ClusterMachine machine, ClusterIdentity identity)
{
    public IEnumerable<Word> All =>
    [
        Word.Read("mgr module ls", "list active mgr modules", static (call, state) => call.Json(Modules(state))),
        Word.Write("mgr module enable name=module,type=CephString name=force,type=CephChoices,strings=--force,req=false", "enable mgr module", Enable),
        Word.Write("mgr module disable name=module,type=CephString", "disable mgr module", Disable),
        Word.Read("mgr services", "list service endpoints provided by mgr modules", static (call, state) =>
            call.Json(new JsonObject(state.ServiceUris.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))))),
        Word.Read("mgr dump name=epoch,type=CephInt,range=0,req=false", "dump the latest MgrMap", (call, state) =>
            call.Json(machine.Maps.ManagerMap(state))),
        Word.Read("mgr stat", "dump basic info about the mgr cluster state", (call, state) =>
        {
            var map = machine.Maps.ManagerMap(state);
            return call.Json(new JsonObject
            {
                ["epoch"] = map["epoch"]!.DeepClone(),
                ["available"] = true,
                ["active_name"] = identity.ManagerId,
                ["num_standby"] = map["standbys"]!.AsArray().Count,
            });
        }),
        Word.Read("mgr metadata name=who,type=CephString,req=false", "dump metadata for all daemons or a specific daemon", (call, _) =>
            DaemonMetadata.Answer(call, machine.Daemons, "mgr", call.Text("who"))),
        Word.Read("service dump", "dump service map", static (call, state) => call.Json(MapDocuments.ServiceMap(state))),
        Word.Read("service status", "dump service state", static (call, state) => call.Json(ServiceStatus(state))),
    ];

    private static JsonObject Modules(ClusterState state) => new()
    {
        ["always_on_modules"] = new JsonArray(),
        ["enabled_modules"] = new JsonArray([.. state.EnabledModules]),
        ["disabled_modules"] = new JsonArray([.. state.Modules
            .Where(module => !state.EnabledModules.Contains(module.Name))
            .OrderBy(module => module.Name, StringComparer.Ordinal)
            .Select(MapDocuments.Module)]),
    };

    private static ClusterStep Enable(WordCall call, ClusterState state)
    {
        var name = call.Needed("module");
        if (state.EnabledModules.Contains(name))
        {
            return new ClusterStep(state, [], CommandResult.Success("", $"module '{name}' is already enabled"));
        }

        var module = state.Modules.FirstOrDefault(module => module.Name == name);
        if (!call.Flag("force"))
        {
            if (module is null)
            {
                throw new WordException(Errno.NotFound, $"all mgr daemons do not support module '{name}', pass --force to force enablement");
            }

            if (!module.CanRun)
            {
                throw new WordException(Errno.NotFound, $"module '{name}' reports that it cannot run on the active manager daemon: {module.Reason} (pass --force to force enablement)");
            }
        }

        return new ClusterStep(state, [new StoredValue(StoredKind.Module, name, "")], CommandResult.Success(""));
    }

    private static ClusterStep Disable(WordCall call, ClusterState state)
    {
        var name = call.Needed("module");
        return state.EnabledModules.Contains(name)
            ? new ClusterStep(state, [new StoredValue(StoredKind.Module, name, null)], CommandResult.Success(""))
            : new ClusterStep(state, [], CommandResult.Success("", $"module '{name}' is already disabled"));
    }

    private static JsonObject ServiceStatus(ClusterState state)
    {
        var services = RecordedFiles.Json(RecordedFiles.Cluster, "service_status").AsObject();
        foreach (var daemon in services.SelectMany(service => service.Value!.AsObject()))
        {
            daemon.Value!["status_stamp"] = CephTime.Stamp(state.PgMap.Stamp);
            daemon.Value["last_beacon"] = CephTime.Stamp(state.PgMap.Stamp);
        }

        return services;
    }
}
