using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Options;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>The documents that are maps of the cluster, in the shapes of ceph-mgr.</summary>
internal sealed class MapDocuments(string managerId, JsonObject crush)
{
    private readonly JsonObject _fsMap = RecordedFiles.Json(RecordedFiles.Cluster, "fs_dump").AsObject();
    private readonly JsonObject _monMap = RecordedFiles.Json(RecordedFiles.Cluster, "mon_dump").AsObject();
    private readonly JsonObject _managerMap = RecordedFiles.Json(RecordedFiles.Cluster, "mgr_dump").AsObject();

    public IEnumerable<DocumentDefinition> All =>
    [
        new("osd_map", static state => state.OsdMap, static (state, writer) => state.OsdMap.Json.WriteTo(writer)),
        new("osd_map_tree", static state => state.OsdMap, (state, writer) => Tree(state).WriteTo(writer)),
        new("osd_map_crush", static _ => true, (_, writer) => crush.WriteTo(writer)),
        new("osdmap_crush_map_text", static _ => true, static (_, writer) => writer.WriteStringValue("")), // Ceph 16.2.15 gives nothing either.
        new("fs_map", static state => state.Maps.StandbyRestarts, (state, writer) => FsMap(state).WriteTo(writer)),
        new("mon_map", static state => state.Maps.MonitorWeights, (state, writer) => MonMap(state).WriteTo(writer)),
        new("mgr_map", static state => (state.Maps.ManagerChanges, state.Modules), (state, writer) => ManagerMap(state).WriteTo(writer)),
        new("service_map", static state => (state.Scene.Moment == RecordedMoment.Recovering, state.Maps.ServiceShift), static (state, writer) => ServiceMap(state).WriteTo(writer)),
    ];

    public JsonObject Crush => crush;

    /// <summary>The addresses of the leading monitor.</summary>
    public JsonNode LeaderAddresses => _monMap["mons"]![0]!["public_addrs"]!;

    /// <summary>The CRUSH tree with what the OSD map knows of its leaves.</summary>
    public JsonObject Tree(ClusterState state)
    {
        var buckets = crush["buckets"]!.AsArray().Where(bucket => !bucket!["name"]!.GetValue<string>().Contains('~')).ToArray();
        var weights = buckets.SelectMany(bucket => bucket!["items"]!.AsArray()).ToDictionary(item => item!["id"]!.Int(), item => item!["weight"]!.Int());
        var nodes = new JsonArray();
        var root = buckets[0]!;
        nodes.Add(Bucket(root));
        foreach (var host in buckets[1..])
        {
            nodes.Add(Bucket(host!));
            foreach (var item in host!["items"]!.AsArray())
            {
                var id = item!["id"]!.Int();
                var osd = state.OsdMap.Osds[id]!;
                nodes.Add(new JsonObject
                {
                    ["id"] = id,
                    ["device_class"] = "hdd",
                    ["name"] = $"osd.{id}",
                    ["type"] = "osd",
                    ["type_id"] = 0,
                    ["crush_weight"] = FloatFields.Float(weights[id] / 65536.0),
                    ["depth"] = 2,
                    ["pool_weights"] = new JsonObject(),
                    ["exists"] = 1,
                    ["status"] = osd["up"]!.Int() == 1 ? "up" : "down",
                    ["reweight"] = osd["weight"]!.DeepClone(),
                    ["primary_affinity"] = osd["primary_affinity"]!.DeepClone(),
                });
            }
        }

        return new JsonObject { ["nodes"] = nodes, ["stray"] = new JsonArray() };
    }

    public JsonObject FsMap(ClusterState state)
    {
        var map = _fsMap.DeepClone().AsObject();
        if (state.Maps.StandbyRestarts is > 0 and var restarts)
        {
            // The standby came back as a new instance.
            map["epoch"] = map["epoch"]!.Int() + restarts;
            var standby = map["standbys"]![0]!;
            standby["gid"] = standby["gid"]!.Long() + (restarts * 10_000);
            standby["epoch"] = map["epoch"]!.DeepClone();
        }

        return map;
    }

    public JsonObject MonMap(ClusterState state)
    {
        var map = _monMap.DeepClone().AsObject();
        map.Remove("quorum");
        if (state.Maps.MonitorWeights is > 0 and var changes)
        {
            map["epoch"] = map["epoch"]!.Int() + changes;
            map["modified"] = CephTime.Zulu(state.Maps.Changed);
            map["mons"]!.AsArray()[^1]!["weight"] = changes % 2 * 10;
        }

        return map;
    }

    public JsonObject ManagerMap(ClusterState state)
    {
        var map = _managerMap.DeepClone().AsObject();
        map["epoch"] = map["epoch"]!.Int() + state.Maps.ManagerChanges;
        map["active_name"] = managerId;
        map["active_clients"] = new JsonArray();
        map["modules"] = new JsonArray([.. state.EnabledModules]);
        map["available_modules"] = new JsonArray([.. state.Modules.OrderBy(module => module.Name, StringComparer.Ordinal).Select(Module)]);
        map["services"] = new JsonObject(state.ServiceUris.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        map["always_on_modules"] = new JsonObject { ["pacific"] = new JsonArray() };
        return map;
    }

    public static JsonObject ServiceMap(ClusterState state)
    {
        var map = state.Scene.ServiceMap.DeepClone().AsObject();
        if (state.Maps.ServiceShift > 0)
        {
            map["epoch"] = map["epoch"]!.Int() + state.Maps.ServiceShift;
            map["modified"] = CephTime.Stamp(state.Maps.Changed);
        }

        return map;
    }

    /// <summary>A module as <c>mgr module ls</c> and the manager map have it.</summary>
    public static JsonObject Module(ModuleReport module) => new()
    {
        ["name"] = module.Name,
        ["can_run"] = module.CanRun,
        ["error_string"] = module.Reason,
        ["module_options"] = new JsonObject(module.Options
            .OrderBy(option => option.Name, StringComparer.Ordinal)
            .Select(option => KeyValuePair.Create(option.Name, (JsonNode?)Option(option)))),
    };

    private static JsonObject Option(OptionDeclaration option) => new()
    {
        ["name"] = option.Name,
        ["type"] = option.Type,
        ["level"] = "advanced",
        ["flags"] = option.Runtime ? 1 : 0,
        ["default_value"] = Text(option.Default),
        ["min"] = Text(option.Min),
        ["max"] = Text(option.Max),
        ["enum_allowed"] = new JsonArray([.. option.EnumAllowed]),
        ["desc"] = option.Description,
        ["long_desc"] = option.LongDescription,
        ["tags"] = new JsonArray([.. option.Tags]),
        ["see_also"] = new JsonArray([.. option.SeeAlso]),
    };

    // Ceph's manager prints Python values.
    private static string Text(JsonNode? value) => value?.ToString() switch
    {
        null => "",
        "true" => "True",
        "false" => "False",
        var text => text,
    };

    private static JsonObject Bucket(JsonNode bucket)
    {
        var node = new JsonObject
        {
            ["id"] = bucket["id"]!.DeepClone(),
            ["name"] = bucket["name"]!.DeepClone(),
            ["type"] = bucket["type_name"]!.DeepClone(),
            ["type_id"] = bucket["type_id"]!.DeepClone(),
        };
        if (bucket["type_name"]!.GetValue<string>() != "root")
        {
            node["pool_weights"] = new JsonObject();
        }

        node["children"] = new JsonArray([.. bucket["items"]!.AsArray().Reverse().Select(item => item!["id"]!.DeepClone())]);
        return node;
    }
}
