using System.Globalization;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>What the recorded cluster stored, and how busy its clients were. Read once and then only read.</summary>
public sealed class RecordedStorage
{
    private static readonly Dictionary<string, ObjectStat> Stats = new(StringComparer.Ordinal)
    {
        ["num_bytes"] = ObjectStat.Bytes,
        ["num_objects"] = ObjectStat.Objects,
        ["num_objects_dirty"] = ObjectStat.ObjectsDirty,
        ["num_objects_omap"] = ObjectStat.ObjectsOmap,
        ["num_read"] = ObjectStat.Reads,
        ["num_read_kb"] = ObjectStat.ReadKb,
        ["num_write"] = ObjectStat.Writes,
        ["num_write_kb"] = ObjectStat.WriteKb,
        ["num_omap_bytes"] = ObjectStat.OmapBytes,
        ["num_omap_keys"] = ObjectStat.OmapKeys,
    };

    private readonly Dictionary<(string Pool, uint Seed), ObjectStatSum> _groups = [];
    private readonly Dictionary<string, ClientRate> _rates = new(StringComparer.Ordinal);

    public RecordedStorage()
    {
        var moment = RecordedMoment.Healthy.Name;
        var names = new Dictionary<int, string>();
        List<RecordedPool> pools = [];
        foreach (var pool in RecordedFiles.Json(moment, "osd_dump")["pools"]!.AsArray())
        {
            var name = pool!["pool_name"]!.GetValue<string>();
            names[pool["pool"]!.Int()] = name;
            pools.Add(new RecordedPool(
                name, pool["type"]!.Int() == 3, pool["pg_num"]!.Int(), pool["application_metadata"]!.AsObject().First().Key));
        }

        Pools = pools;
        foreach (var group in RecordedFiles.Json(moment, "pg_dump")["pg_map"]!["pg_stats"]!.AsArray())
        {
            var id = group!["pgid"]!.GetValue<string>().Split('.');
            _groups[(names[int.Parse(id[0], CultureInfo.InvariantCulture)], uint.Parse(id[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture))] =
                Sum(group["stat_sum"]!.AsObject());
        }

        foreach (var pool in RecordedFiles.Json(moment, "osd_pool_stats").AsArray())
        {
            var rate = pool!["client_io_rate"]!.AsObject();
            _rates[pool["pool_name"]!.GetValue<string>()] = new ClientRate(
                Number(rate, "read_op_per_sec"), Number(rate, "read_bytes_sec") / 1024, Number(rate, "write_op_per_sec"), Number(rate, "write_bytes_sec") / 1024);
        }
    }

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<RecordedPool> Pools { get; }

    /// <summary>What a group held; nothing when the recording has no such group.</summary>
    internal ObjectStatSum Group(string pool, uint seed) => _groups.GetValueOrDefault((pool, seed), ObjectStatSum.Zero);

    internal ClientRate RateOf(string pool) => _rates.GetValueOrDefault(pool);

    private static double Number(JsonObject rates, string name) => rates[name]?.Double() ?? 0;

    private static ObjectStatSum Sum(JsonObject recorded) =>
        ObjectStatSum.Of([.. Stats.Select(stat => (stat.Value, recorded[stat.Key]!.Long()))]);
}
