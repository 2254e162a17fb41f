using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>The key-value store of the monitors.</summary>
internal static class ConfigKeyWords
{
    public static IEnumerable<Word> All =>
    [
        Word.Write("config-key set name=key,type=CephString name=val,type=CephString,req=false", "set <key> to value <val>", Set),
        Word.Write("config-key put name=key,type=CephString name=val,type=CephString,req=false", "put <key>, value <val>", Set),
        Word.Write("config-key rm name=key,type=CephString", "rm <key>", Remove),
        Word.Write("config-key del name=key,type=CephString", "delete <key>", Remove),
        Word.Read("config-key get name=key,type=CephString", "get <key>", static (call, state) =>
            state.Store.TryGetValue(call.Needed("key"), out var value)
                ? CommandResult.Success(value)
                : CommandResult.Failure(Errno.NotFound, "")),
        Word.Read("config-key exists name=key,type=CephString", "check for <key>'s existence", static (call, state) =>
            state.Store.ContainsKey(call.Needed("key"))
                ? CommandResult.Success("", $"key '{call.Needed("key")}' exists")
                : CommandResult.Failure(Errno.NotFound, $"key '{call.Needed("key")}' doesn't exist")),
        Word.Read("config-key ls", "list keys", static (call, state) => call.Json(new JsonArray([.. state.Store.Keys]))),
        Word.Read("config-key dump name=key,type=CephString,req=false", "dump keys and values (with optional prefix)", static (call, state) =>
            call.Json(new JsonObject(state.Store
                .Where(pair => pair.Key.StartsWith(call.Text("key") ?? "", StringComparison.Ordinal))
                .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))))),
    ];

    private static ClusterStep Set(WordCall call, ClusterState state)
    {
        var key = call.Needed("key");
        var value = call.Text("val") ?? Encoding.UTF8.GetString(call.Input.Span);
        return new ClusterStep(state, [new StoredValue(StoredKind.Key, key, value)], CommandResult.Success("", $"set {key}"));
    }

    private static ClusterStep Remove(WordCall call, ClusterState state) =>
        new(state, [new StoredValue(StoredKind.Key, call.Needed("key"), null)], CommandResult.Success("", "key deleted"));
}
