using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>What the monitors and the manager answer of pools.</summary>
internal sealed class PoolWords(ClusterMachine machine)
{
    public IEnumerable<Word> All =>
    [
        Word.Read("osd pool ls name=detail,type=CephChoices,strings=detail,req=false", "list pools", List),
        Word.Read("osd lspools", "list pools", static (call, state) => call.Either(
            () => new JsonArray([.. state.OsdMap.Pools.Select(pool => new JsonObject
            {
                ["poolnum"] = pool!["pool"]!.DeepClone(), ["poolname"] = pool["pool_name"]!.DeepClone(),
            })]),
            () => string.Concat(state.OsdMap.Pools.Select(pool => $"{pool!["pool"]} {pool["pool_name"]}\n")))),
        Word.Read($"osd pool get name=pool,type=CephPoolname name=var,type=CephChoices,strings=all|{PoolFields.Names}", "get pool parameter <var>", Get),
        Word.Read("osd pool stats name=pool_name,type=CephPoolname,req=false", "obtain stats from all pools, or from specified pool", Stats),
    ];

    private static CommandResult List(WordCall call, ClusterState state)
    {
        if (call.Text("detail") != "detail")
        {
            return call.Either(
                () => new JsonArray([.. state.OsdMap.Pools.Select(pool => pool!["pool_name"]!.DeepClone())]),
                () => string.Concat(state.OsdMap.Pools.Select(pool => $"{pool!["pool_name"]}\n")));
        }

        return call.Either(
            () => new JsonArray([.. state.OsdMap.Pools.Select(pool => new JsonObject(pool!.AsObject()
                .Select(field => KeyValuePair.Create(field.Key == "pool" ? "pool_id" : field.Key, field.Value?.DeepClone()))))]),
            () => string.Concat(state.OsdMap.Pools.Select(pool => PoolLine.Of(pool!) + "\n")));
    }

    private CommandResult Get(WordCall call, ClusterState state)
    {
        var pool = PoolChangeWords.Known(call, state, "pool");
        var name = call.Needed("var");
        string[] names = name == "all"
            ? ["size", "min_size", "pg_num", "pgp_num", "crush_rule", .. PoolFields.Flags.Keys.Where(flag => flag != "bulk"), "use_gmt_hitset", "fast_read",
                .. PoolFields.Options.Where(option => pool["options"]![option] is not null), "pg_autoscale_mode", "bulk"]
            : [name];
        var values = names.ToDictionary(each => each, each => Value(pool, each)
            ?? throw new WordException(Errno.NotFound, $"option '{each}' is not set on pool '{pool["pool_name"]}'"));
        return call.Either(
            () => new JsonObject(values
                .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value.DeepClone()))
                .Prepend(KeyValuePair.Create("pool_id", (JsonNode?)pool["pool"]!.DeepClone()))
                .Prepend(KeyValuePair.Create("pool", (JsonNode?)pool["pool_name"]!.DeepClone()))),
            () => string.Concat(values.Select(pair => $"{pair.Key}: {pair.Value}\n")));
    }

    private JsonNode? Value(JsonObject pool, string name)
    {
        if (PoolFields.Flags.TryGetValue(name, out var bit))
        {
            return (pool["flags"]!.Long() & (1L << bit)) != 0;
        }

        return name switch
        {
            "crush_rule" => machine.Maps.Crush["rules"]!.AsArray().First(rule => rule!["rule_id"]!.Int() == pool["crush_rule"]!.Int())!["rule_name"],
            "use_gmt_hitset" => pool["use_gmt_hitset"]!.GetValue<bool>() ? 1 : 0,
            "fast_read" => pool["fast_read"]!.GetValue<bool>() ? 1 : 0,
            "pg_autoscale_mode" => pool["pg_autoscale_mode"],
            "erasure_code_profile" when pool["erasure_code_profile"]!.GetValue<string>().Length > 0 => pool["erasure_code_profile"],
            _ when PoolFields.Numbers.TryGetValue(name, out var field) => pool[field],
            _ => pool["options"]![name],
        };
    }

    private static CommandResult Stats(WordCall call, ClusterState state)
    {
        var wanted = call.Text("pool_name") is null ? null : PoolChangeWords.Known(call, state, "pool_name")["pool_name"]!.GetValue<string>();
        var rates = StatisticsDocuments.PoolRates(state).Where(pool => wanted is null || pool["pool_name"]!.GetValue<string>() == wanted).ToArray();
        return call.Either(() => new JsonArray([.. rates]), () =>
        {
            var text = new StringBuilder();
            foreach (var pool in rates)
            {
                text.Append($"pool {pool["pool_name"]} id {pool["pool_id"]}\n").AppendJoin('\n', Lines(pool)).Append("\n\n");
            }

            return text.ToString();
        });
    }

    private static List<string> Lines(JsonObject pool)
    {
        long Of(string kind, string field) => pool[kind]![field]?.Long() ?? 0;
        List<string> lines = [];
        foreach (var kind in (string[])["degraded", "misplaced"])
        {
            if (Of("recovery", $"{kind}_objects") is > 0 and var count)
            {
                var total = Of("recovery", $"{kind}_total");
                lines.Add($"  {count}/{total} objects {kind} ({(100.0 * count / total).ToString("F3", CultureInfo.InvariantCulture)}%)");
            }
        }

        if (Of("recovery_rate", "recovering_bytes_per_sec") is > 0 and var recovering)
        {
            lines.Add($"  recovery io {Sizes.Bytes(recovering)}/s, {Sizes.Count(Of("recovery_rate", "recovering_objects_per_sec"))} objects/s");
        }

        var (read, written) = (Of("client_io_rate", "read_bytes_sec"), Of("client_io_rate", "write_bytes_sec"));
        if (read + written > 0)
        {
            lines.Add("  client io " + (read > 0 ? $"{Sizes.Bytes(read)}/s rd, " : "") + (written > 0 ? $"{Sizes.Bytes(written)}/s wr, " : "")
                + $"{Sizes.Count(Of("client_io_rate", "read_op_per_sec"))} op/s rd, {Sizes.Count(Of("client_io_rate", "write_op_per_sec"))} op/s wr");
        }

        return lines.Count > 0 ? lines : ["  nothing is going on"];
    }
}
