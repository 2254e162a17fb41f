using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Recording;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>The placement groups of the cluster and how many are in which state. Stays the same from digest to digest.</summary>
internal sealed class PgGroups
{
    private const int NoOsd = int.MaxValue; // The place of a missing OSD in an erasure-coded group.

    private readonly Lazy<IReadOnlyList<JsonObject>> _all;
    private readonly Lazy<States> _states;

    public PgGroups(OsdMap osdMap, IReadOnlySet<int> creating)
    {
        _all = new(() => Build(osdMap, creating));
        _states = new(() => States.Of(_all.Value));
    }

    public IReadOnlyList<JsonObject> All => _all.Value;

    public States Counts => _states.Value;

    private static List<JsonObject> Build(OsdMap osdMap, IReadOnlySet<int> creating)
    {
        var recorded = osdMap.Scene.PgMap["pg_stats"]!.AsArray().Select(pg => pg!.AsObject()).ToList();
        if (osdMap.Changes.Pools.IsEmpty)
        {
            return recorded;
        }

        var up = osdMap.Osds.Where(osd => osd!["up"]!.Int() == 1).Select(osd => osd!["osd"]!.Int()).ToArray();
        var byPool = recorded.ToLookup(PgScaling.PoolOf);
        List<JsonObject> groups = [];
        foreach (var pool in osdMap.Pools)
        {
            var id = pool!["pool"]!.Int();
            var copies = Math.Min(pool["size"]!.Int(), up.Length);
            var own = byPool[id].Take(pool["pg_num"]!.Int()).ToList();
            groups.AddRange(own);
            groups.AddRange(PgScaling.Missing(
                own,
                recorded,
                pool,
                seed => [.. Enumerable.Range(seed, copies).Select(at => up[at % up.Length])],
                creating.Contains(id) ? "creating+peering" : PgScaling.Clean));
        }

        return groups;
    }

    /// <summary>How many groups are in which state, in all, by pool and by OSD.</summary>
    internal sealed record States(
        SortedDictionary<string, int> All,
        SortedDictionary<int, SortedDictionary<string, int>> ByPool,
        SortedDictionary<int, SortedDictionary<string, int>> ByOsd)
    {
        public static States Of(IReadOnlyList<JsonObject> groups)
        {
            var counts = new States(new(StringComparer.Ordinal), [], []);
            foreach (var group in groups)
            {
                var state = group["state"]!.GetValue<string>();
                Count(counts.All, state);
                Count(At(counts.ByPool, PgScaling.PoolOf(group)), state);
                foreach (var osd in group["acting"]!.AsArray().Select(osd => osd!.Int()).Where(osd => osd != NoOsd).Distinct())
                {
                    Count(At(counts.ByOsd, osd), state);
                }
            }

            return counts;
        }

        private static SortedDictionary<string, int> At(SortedDictionary<int, SortedDictionary<string, int>> all, int key)
        {
            if (!all.TryGetValue(key, out var counts))
            {
                all[key] = counts = new(StringComparer.Ordinal);
            }

            return counts;
        }

        private static void Count(SortedDictionary<string, int> counts, string state) =>
            counts[state] = counts.GetValueOrDefault(state) + 1;
    }
}
