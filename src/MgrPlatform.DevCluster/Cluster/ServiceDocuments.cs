using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>The other documents: health, the monitors, the daemons' metadata, the configuration.</summary>
internal sealed class ServiceDocuments(CephConfig config, IReadOnlyCollection<DaemonState> daemons, MapDocuments maps)
{
    private readonly JsonObject _quorum = RecordedFiles.Json(RecordedFiles.Cluster, "quorum_status").AsObject();
    private readonly JsonObject _features = RecordedFiles.Json(RecordedFiles.Cluster, "features").AsObject();
    private readonly JsonObject _modified = RecordedFiles.Json(RecordedFiles.Cluster, "modified_config_options").AsObject();

    public IEnumerable<DocumentDefinition> All =>
    [
        new("health", static state => state.Health, static (state, writer) =>
            Json(JsonText.Text(text => state.Health.Write(text, detail: true))).WriteTo(writer)),
        new("mon_status", static state => (state.Digests, state.Maps.MonitorWeights), (state, writer) =>
            Json(JsonText.Text(text => MonStatus(state).WriteTo(text))).WriteTo(writer)),
        new("osd_metadata", static _ => true, (_, writer) => Metadata("osd").WriteTo(writer)),
        new("mds_metadata", static _ => true, (_, writer) => Metadata("mds").WriteTo(writer)),
        new("config", static state => state.Config, (state, writer) => new JsonObject(config.Values(state.Config)
            .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))).WriteTo(writer)),
        new("config_options", static _ => true, (_, writer) => config.Declarations.WriteTo(writer)),
        new("modified_config_options", static state => state.Config, (state, writer) => Modified(state).WriteTo(writer)),
        new("devices", static _ => true, static (_, writer) => new JsonObject { ["devices"] = new JsonArray() }.WriteTo(writer)),
        new("mgr_ips", static _ => true, static (_, writer) => new JsonObject { ["ips"] = new JsonArray("127.0.0.1") }.WriteTo(writer)),
        new("have_local_config_map", static _ => true, static (_, writer) => new JsonObject { ["have_local_config_map"] = true }.WriteTo(writer)),
    ];

    /// <summary>What the leading monitor says of itself and its quorum.</summary>
    public JsonObject MonStatus(ClusterState state)
    {
        var quorum = QuorumStatus(state);
        var persistent = quorum["features"]!["quorum_mon"]!;
        return new JsonObject
        {
            ["name"] = "a",
            ["rank"] = 0,
            ["state"] = "leader",
            ["election_epoch"] = quorum["election_epoch"]!.DeepClone(),
            ["quorum"] = quorum["quorum"]!.DeepClone(),
            ["quorum_age"] = quorum["quorum_age"]!.DeepClone(),
            ["features"] = new JsonObject
            {
                ["required_con"] = "2449958747317026820",
                ["required_mon"] = persistent.DeepClone(),
                ["quorum_con"] = quorum["features"]!["quorum_con"]!.DeepClone(),
                ["quorum_mon"] = persistent.DeepClone(),
            },
            ["outside_quorum"] = new JsonArray(),
            ["extra_probe_peers"] = new JsonArray(),
            ["sync_provider"] = new JsonArray(),
            ["monmap"] = quorum["monmap"]!.DeepClone(),
            ["feature_map"] = Features(state),
            ["stretch_mode"] = false,
        };
    }

    public JsonObject QuorumStatus(ClusterState state)
    {
        var quorum = _quorum.DeepClone().AsObject();
        quorum["quorum_age"] = QuorumAge(state);
        var map = maps.MonMap(state);
        quorum["monmap"]!["epoch"] = map["epoch"]!.DeepClone();
        quorum["monmap"]!["modified"] = map["modified"]!.DeepClone();
        quorum["monmap"]!["mons"] = map["mons"]!.DeepClone();
        return quorum;
    }

    public long QuorumAge(ClusterState state) =>
        _quorum["quorum_age"]!.Long() + (long)(state.Now - state.Started).TotalSeconds;

    /// <summary>Which features how many daemons have.</summary>
    public JsonObject Features(ClusterState state)
    {
        var features = _features.DeepClone().AsObject();
        features["osd"]![0]!["num"] = state.OsdMap.Osds.Count(osd => osd!["up"]!.Int() == 1);
        return features;
    }

    /// <summary>Every daemon of a type with its metadata, by id.</summary>
    private JsonObject Metadata(string type) => new(daemons
        .Where(daemon => daemon.Key.Type == type)
        .Select(daemon => KeyValuePair.Create(daemon.Key.Id, (JsonNode?)new JsonObject(
            daemon.Metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))))));

    private JsonObject Modified(ClusterState state)
    {
        var names = _modified["options"]!.AsArray().Select(name => name!.GetValue<string>())
            .Union(state.Config.Keys.Select(key => key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]));
        return new JsonObject { ["options"] = new JsonArray([.. names.Order(StringComparer.Ordinal)]) };
    }

    private static JsonObject Json(string text) => new() { ["json"] = text };
}
