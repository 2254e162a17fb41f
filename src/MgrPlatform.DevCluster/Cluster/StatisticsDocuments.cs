using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Recording;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>The documents of what is stored where: groups, pools, OSDs and their space, in the shapes of ceph-mgr.</summary>
internal static class StatisticsDocuments
{
    public static IEnumerable<DocumentDefinition> All =>
    [
        new("pg_summary", static state => state.PgMap, static (state, writer) => WriteSummary(state.PgMap, writer)),
        new("pg_status", Layout, static (state, writer) => PgStatus(state).WriteTo(writer)),
        new("pg_dump", static state => state.PgMap, static (state, writer) => WriteDump(state.PgMap, writer, withPings: false)),
        new("pg_stats", static state => state.PgMap, static (state, writer) => Wrap(writer, "pg_stats", state.PgMap.Groups())),
        new("pg_progress", Layout, static (state, writer) => WriteProgress(state.PgMap, writer)),
        new("pg_ready", static _ => true, static (_, writer) => new JsonObject { ["pg_ready"] = true }.WriteTo(writer)),
        new("active_clean_pgs", Layout, static (state, writer) => WriteClean(state.PgMap, writer)),
        new("pool_stats", static state => state.PgMap, static (state, writer) => Wrap(writer, "pool_stats", state.PgMap.PoolStats)),
        new("osd_pool_stats", Layout, static (state, writer) => Wrap(writer, "pool_stats", PoolRates(state))),
        new("osd_stats", static state => state.Scene, static (state, writer) => WriteOsdStats(state.PgMap, writer)),
        new("osd_ping_times", static state => state.Scene, static (state, writer) => Wrap(writer, "osd_ping_times", PingTimes(state.PgMap))),
        new("io_rate", static state => state.Scene, static (state, writer) => WriteDelta(state.PgMap, writer)),
        new("df", Layout, static (state, writer) => Space(state).WriteTo(writer)),
    ];

    // These follow the moment and the pools, not every digest.
    private static object Layout(ClusterState state) => (state.PgMap.States, state.OsdMap.Changes.Pools);

    /// <summary>What a pool's clients do and how its recovery goes; nothing for one that an operator made.</summary>
    public static IEnumerable<JsonObject> PoolRates(ClusterState state)
    {
        var recorded = state.Scene.PoolRates.ToDictionary(pool => pool!["pool_id"]!.Int(), pool => pool!.AsObject());
        foreach (var pool in state.OsdMap.Pools)
        {
            var known = recorded.GetValueOrDefault(pool!["pool"]!.Int());
            yield return new JsonObject
            {
                ["pool_name"] = pool["pool_name"]!.GetValue<string>(),
                ["pool_id"] = pool["pool"]!.Int(),
                ["recovery"] = known?["recovery"]!.DeepClone() ?? new JsonObject(),
                ["recovery_rate"] = known?["recovery_rate"]!.DeepClone() ?? new JsonObject(),
                ["client_io_rate"] = known?["client_io_rate"]!.DeepClone() ?? new JsonObject(),
            };
        }
    }

    /// <summary>What <c>df</c> shows, with the pools that there are.</summary>
    public static JsonObject Space(ClusterState state)
    {
        var space = state.Scene.Space.DeepClone().AsObject();
        if (state.OsdMap.Changes.Pools.IsEmpty)
        {
            return space;
        }

        var recorded = space["pools"]!.AsArray().ToDictionary(pool => pool!["id"]!.Int(), pool => pool!);
        var model = recorded.Values.First();
        var pools = new JsonArray();
        foreach (var pool in state.OsdMap.Pools)
        {
            var id = pool!["pool"]!.Int();
            var row = (recorded.GetValueOrDefault(id) ?? model).DeepClone();
            if (!recorded.ContainsKey(id))
            {
                row["stats"] = PgScaling.Zeros(row["stats"]!.AsObject());
                row["stats"]!["percent_used"] = FloatFields.Float(0);
                row["stats"]!["max_avail"] = model["stats"]!["max_avail"]!.DeepClone();
                row["stats"]!["avail_raw"] = model["stats"]!["avail_raw"]!.DeepClone();
            }

            row["id"] = id;
            row["name"] = pool["pool_name"]!.GetValue<string>();
            row["stats"]!["quota_objects"] = pool["quota_max_objects"]!.DeepClone();
            row["stats"]!["quota_bytes"] = pool["quota_max_bytes"]!.DeepClone();
            pools.Add(row);
        }

        space["pools"] = pools;
        return space;
    }

    /// <summary>The short form: counts, space and what goes on.</summary>
    public static JsonObject PgStatus(ClusterState state)
    {
        var map = state.PgMap;
        var states = map.States.Counts;
        var sum = map.Sum["stat_sum"]!;
        var space = state.Scene.Space["stats"]!;
        var status = new JsonObject
        {
            ["pgs_by_pool_state"] = new JsonArray([.. states.ByPool.Reverse().Select(pool => new JsonObject
            {
                ["pool_id"] = pool.Key, ["pg_state_counts"] = StateCounts(pool.Value),
            })]),
            ["pgs_by_state"] = StateCounts(states.All),
            ["num_pgs"] = map.States.All.Count,
            ["num_pools"] = state.OsdMap.Pools.Count,
            ["num_objects"] = sum["num_objects"]!.DeepClone(),
            ["data_bytes"] = sum["num_bytes"]!.DeepClone(),
            ["bytes_used"] = space["total_used_raw_bytes"]!.DeepClone(),
            ["bytes_avail"] = space["total_avail_bytes"]!.DeepClone(),
            ["bytes_total"] = space["total_bytes"]!.DeepClone(),
        };
        AddShare(status, sum, "degraded", "degraded");
        AddShare(status, sum, "misplaced", "misplaced");
        AddRates(status, state, "recovery_rate", ["recovering_objects_per_sec", "recovering_bytes_per_sec", "recovering_keys_per_sec", "num_objects_recovered", "num_bytes_recovered", "num_keys_recovered"]);
        AddRates(status, state, "client_io_rate", ["read_bytes_sec", "write_bytes_sec", "read_op_per_sec", "write_op_per_sec"]);
        return status;
    }

    /// <summary>All of it, as <c>pg dump</c> has it below <c>pg_map</c>.</summary>
    public static void WriteDump(PgMap map, Utf8JsonWriter writer, bool withPings)
    {
        writer.WriteStartObject();
        writer.WriteNumber("version", map.Version);
        writer.WriteString("stamp", CephTime.Stamp(map.Stamp));
        writer.WriteNumber("last_osdmap_epoch", 0);
        writer.WriteNumber("last_pg_scan", 0);
        Property(writer, "pg_stats_sum", map.Sum);
        Property(writer, "osd_stats_sum", map.OsdSum);
        Property(writer, "pg_stats_delta", map.Delta);
        Property(writer, "pg_stats", map.Groups());
        Property(writer, "pool_stats", map.PoolStats);
        Property(writer, "osd_stats", withPings ? map.OsdStats : map.OsdStats.Select(WithoutPings));
        writer.WriteStartArray("pool_statfs");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void AddShare(JsonObject status, JsonNode sum, string kind, string name)
    {
        var (count, total) = (sum[$"num_objects_{kind}"]!.Long(), sum["num_object_copies"]!.Long());
        if (count > 0)
        {
            status[name + "_objects"] = count;
            status[name + "_total"] = total;
            status[name + "_ratio"] = count / (double)total;
        }
    }

    private static void AddRates(JsonObject status, ClusterState state, string kind, string[] fields)
    {
        foreach (var field in fields)
        {
            var rates = PoolRates(state).Select(pool => pool[kind]![field]).Where(rate => rate is not null).ToArray();
            if (rates.Length > 0)
            {
                status[field] = rates.Sum(rate => rate!.Long());
            }
        }
    }

    private static JsonArray StateCounts(SortedDictionary<string, int> counts) => new(
        [.. counts.OrderByDescending(count => count.Value).Select(count => new JsonObject { ["state_name"] = count.Key, ["count"] = count.Value })]);

    private static void WriteSummary(PgMap map, Utf8JsonWriter writer)
    {
        var states = map.States.Counts;
        writer.WriteStartObject();
        foreach (var (name, groups) in new[] { ("by_osd", states.ByOsd), ("by_pool", states.ByPool) })
        {
            writer.WriteStartObject(name);
            foreach (var (id, counts) in groups)
            {
                writer.WritePropertyName($"{id}");
                WriteCounts(writer, counts);
            }

            writer.WriteEndObject();
        }

        writer.WritePropertyName("all");
        WriteCounts(writer, states.All);
        Property(writer, "pg_stats_sum", map.Sum);
        writer.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter writer, SortedDictionary<string, int> counts)
    {
        writer.WriteStartObject();
        foreach (var (state, count) in counts)
        {
            writer.WriteNumber(state, count);
        }

        writer.WriteEndObject();
    }

    private static void WriteProgress(PgMap map, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("pgs");
        foreach (var group in map.States.All)
        {
            writer.WriteStartObject(group["pgid"]!.GetValue<string>());
            writer.WriteNumber("num_bytes_recovered", group["stat_sum"]!["num_bytes_recovered"]!.Long());
            writer.WriteNumber("num_bytes", group["stat_sum"]!["num_bytes"]!.Long());
            writer.WriteNumber("reported_epoch", group["reported_epoch"]!.Long());
            writer.WriteString("state", group["state"]!.GetValue<string>());
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteBoolean("pg_ready", true);
        writer.WriteEndObject();
    }

    private static void WriteClean(PgMap map, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("pg_stats");
        foreach (var group in map.States.All.Where(group => IsActiveClean(group["state"]!.GetValue<string>())))
        {
            writer.WriteStartObject();
            writer.WriteString("pgid", group["pgid"]!.GetValue<string>());
            writer.WriteString("state", group["state"]!.GetValue<string>());
            writer.WriteNumber("reported_epoch", group["reported_epoch"]!.Long());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("total_num_pgs", map.States.All.Count);
        writer.WriteEndObject();
    }

    private static bool IsActiveClean(string state) => state.Split('+') is var words && words.Contains("active") && words.Contains("clean");

    private static void WriteOsdStats(PgMap map, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        Property(writer, "osd_stats", map.OsdStats.Select(WithoutPings));
        writer.WriteStartArray("pool_statfs");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteDelta(PgMap map, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        Property(writer, "pg_stats_delta", map.Delta);
        writer.WriteEndObject();
    }

    private static IEnumerable<JsonObject> PingTimes(PgMap map) => map.OsdStats.Select(stat => new JsonObject
    {
        ["osd"] = stat["osd"]!.DeepClone(), ["network_ping_times"] = stat["network_ping_times"]!.DeepClone(),
    });

    private static JsonObject WithoutPings(JsonObject stat) =>
        new(stat.Where(field => field.Key != "network_ping_times").Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));

    private static void Wrap(Utf8JsonWriter writer, string name, IEnumerable<JsonObject> items)
    {
        writer.WriteStartObject();
        Property(writer, name, items);
        writer.WriteEndObject();
    }

    private static void Property(Utf8JsonWriter writer, string name, JsonNode value)
    {
        writer.WritePropertyName(name);
        value.WriteTo(writer);
    }

    private static void Property(Utf8JsonWriter writer, string name, IEnumerable<JsonObject> items)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            item.WriteTo(writer);
        }

        writer.WriteEndArray();
    }
}
