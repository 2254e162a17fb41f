using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Recording;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>Statistics of groups, pools and OSDs as of a digest. Immutable; each part is made on its first read.</summary>
internal sealed class PgMap
{
    private readonly Lazy<IReadOnlyList<JsonObject>> _pools;
    private readonly Lazy<JsonObject> _sum;

    private PgMap(
        OsdMap osdMap, PgGroups groups, long version, DateTimeOffset stamp, ImmutableSortedDictionary<int, PoolGrowth> growth, ImmutableHashSet<int> creating)
    {
        OsdMap = osdMap;
        States = groups;
        Version = version;
        Stamp = stamp;
        Growth = growth;
        Creating = creating;
        _pools = new(BuildPools);
        _sum = new(BuildSum);
    }

    public OsdMap OsdMap { get; }

    public PgGroups States { get; }

    public long Version { get; }

    public DateTimeOffset Stamp { get; }

    public ImmutableSortedDictionary<int, PoolGrowth> Growth { get; }

    /// <summary>Pools whose groups are being made; they are clean with the next digest.</summary>
    public ImmutableHashSet<int> Creating { get; }

    public IReadOnlyList<JsonObject> PoolStats => _pools.Value;

    /// <summary>The pools' statistics added up.</summary>
    public JsonObject Sum => _sum.Value;

    public IEnumerable<JsonObject> OsdStats => OsdMap.Scene.PgMap["osd_stats"]!.AsArray().Select(stat => stat!.AsObject());

    public JsonObject OsdSum => OsdMap.Scene.PgMap["osd_stats_sum"]!.AsObject();

    public JsonObject Delta => OsdMap.Scene.PgMap["pg_stats_delta"]!.AsObject();

    public static PgMap First(OsdMap osdMap, DateTimeOffset stamp) => new(
        osdMap,
        new PgGroups(osdMap, ImmutableHashSet<int>.Empty),
        osdMap.Scene.PgMap["version"]!.Long(),
        stamp,
        ImmutableSortedDictionary<int, PoolGrowth>.Empty,
        []);

    /// <summary>The groups with what was written to them since; one of each pool stands for all.</summary>
    public IEnumerable<JsonObject> Groups()
    {
        HashSet<int> grown = [];
        foreach (var group in States.All)
        {
            var pool = PgScaling.PoolOf(group);
            yield return Growth.TryGetValue(pool, out var more) && grown.Add(pool) ? Grow(group, more) : group;
        }
    }

    /// <summary>The same statistics after the OSD map changed.</summary>
    public PgMap On(OsdMap osdMap, DateTimeOffset stamp)
    {
        var changed = osdMap.Scene != OsdMap.Scene || osdMap.Changes.Pools != OsdMap.Changes.Pools;
        if (!changed)
        {
            return new PgMap(osdMap, States, Version, Stamp, Growth, Creating);
        }

        var known = OsdMap.Pools.Select(pool => pool!["pool"]!.Int()).ToHashSet();
        var creating = Creating.Union(osdMap.Changes.Pools.Where(pool => !known.Contains(pool.Key) && !pool.Value.Deleted).Select(pool => pool.Key));
        return new PgMap(osdMap, new PgGroups(osdMap, creating), Version + 1, stamp, Growth, creating);
    }

    /// <summary>Some seconds later: clients went on, and what was being made is ready.</summary>
    public PgMap Later(DateTimeOffset stamp, long seconds)
    {
        var growth = Growth;
        foreach (var pool in OsdMap.Scene.PoolRates)
        {
            var id = pool!["pool_id"]!.Int();
            var rates = pool["client_io_rate"]!.AsObject();
            long Per(string field) => seconds * (rates[field]?.Long() ?? 0);
            var old = growth.GetValueOrDefault(id);
            growth = growth.SetItem(id, new PoolGrowth(
                old.Writes + Per("write_op_per_sec"),
                old.WrittenKb + (Per("write_bytes_sec") / 1024),
                old.Reads + Per("read_op_per_sec"),
                old.ReadKb + (Per("read_bytes_sec") / 1024)));
        }

        var groups = Creating.IsEmpty ? States : new PgGroups(OsdMap, ImmutableHashSet<int>.Empty);
        return new PgMap(OsdMap, groups, Version + 1, stamp, growth, []);
    }

    private List<JsonObject> BuildPools()
    {
        var recorded = OsdMap.Scene.PgMap["pool_stats"]!.AsArray().ToDictionary(stat => stat!["poolid"]!.Int(), stat => stat!.AsObject());
        var model = recorded.Values.First();
        List<JsonObject> stats = [];
        foreach (var pool in OsdMap.Pools.Reverse())
        {
            var id = pool!["pool"]!.Int();
            var groups = OsdMap.Changes.Pools.IsEmpty ? null : States.All.Where(group => PgScaling.PoolOf(group) == id).ToList();
            var stat = Growth.TryGetValue(id, out var more) && recorded.TryGetValue(id, out var known)
                ? Grow(known, more)
                : (recorded.GetValueOrDefault(id) ?? model).DeepClone().AsObject();
            if (!recorded.ContainsKey(id))
            {
                stat["poolid"] = id;
                stat["stat_sum"] = PgScaling.Zeros(stat["stat_sum"]!.AsObject());
                stat["log_size"] = 0;
                stat["ondisk_log_size"] = 0;
            }

            if (groups is not null)
            {
                stat["num_pg"] = groups.Count;
                stat["up"] = groups.Sum(group => group["up"]!.AsArray().Count);
                stat["acting"] = groups.Sum(group => group["acting"]!.AsArray().Count);
            }

            stats.Add(stat);
        }

        return stats;
    }

    private JsonObject BuildSum()
    {
        var sum = OsdMap.Scene.PgMap["pg_stats_sum"]!.DeepClone().AsObject();
        foreach (var field in (string[])["log_size", "ondisk_log_size", "up", "acting"])
        {
            sum[field] = PoolStats.Sum(stat => stat[field]!.Long());
        }

        var fields = sum["stat_sum"]!.AsObject();
        foreach (var field in fields.Select(pair => pair.Key).ToArray())
        {
            fields[field] = PoolStats.Sum(stat => stat["stat_sum"]![field]!.Long());
        }

        return sum;
    }

    private static JsonObject Grow(JsonObject stat, PoolGrowth more)
    {
        var copy = stat.DeepClone().AsObject();
        var sum = copy["stat_sum"]!;
        Add("num_write", more.Writes);
        Add("num_write_kb", more.WrittenKb);
        Add("num_read", more.Reads);
        Add("num_read_kb", more.ReadKb);
        return copy;

        void Add(string field, long value) => sum[field] = sum[field]!.Long() + value;
    }
}
