using System.Text.Json;
using MgrPlatform.Wire.Maps;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Manager.Pg.Documents;

/// <summary>The short form of the PG map: counts, space and what goes on, as <c>ceph -s</c> has it under <c>pgmap</c>.</summary>
public static class PgStatusSummary
{
    /// <param name="withPools">Whether the states by pool come first, as modules see it.</param>
    public static void WriteMembers(Utf8JsonWriter json, PgMapSnapshot map, bool withPools)
    {
        if (withPools)
        {
            WritePoolStates(json, map);
        }

        json.WriteStartArray("pgs_by_state");
        foreach (var (state, count) in map.PgsByState.ByFrequency())
        {
            json.WriteStartObject();
            json.WriteString("state_name", state.ToName());
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        var statfs = map.OsdSum.Statfs;
        json.WriteNumber("num_pgs", map.PgCount);
        json.WriteNumber("num_pools", map.Pools.Count);
        json.WriteNumber("num_objects", map.Sum.Stats[ObjectStat.Objects]);
        json.WriteNumber("data_bytes", map.Sum.Stats[ObjectStat.Bytes]);
        json.WriteNumber("bytes_used", statfs.UsedRaw);
        json.WriteNumber("bytes_avail", statfs.Available);
        json.WriteNumber("bytes_total", statfs.Total);
        if (map.UnknownPgCount > 0)
        {
            json.WriteReal("unknown_pgs_ratio", map.UnknownPgCount / (float)map.PgCount);
        }

        var inactive = map.PgCount - map.ActivePgCount - map.UnknownPgCount;
        if (inactive > 0)
        {
            json.WriteReal("inactive_pgs_ratio", inactive / (float)map.PgCount);
        }

        PgTraffic.WriteShares(json, map.Sum.Stats);
        var traffic = new PgTraffic(map.Delta, map.DeltaDuration);
        traffic.WriteRecovery(json);
        traffic.WriteClients(json);
        traffic.WriteCache(json);
    }

    private static void WritePoolStates(Utf8JsonWriter json, PgMapSnapshot map)
    {
        json.WriteStartArray("pgs_by_pool_state");
        foreach (var pool in map.Pools)
        {
            json.WriteStartObject();
            json.WriteNumber("pool_id", pool.Id);
            json.WriteStartArray("pg_state_counts");
            foreach (var (state, count) in pool.ByState)
            {
                json.WriteStartObject();
                json.WriteString("state_name", state.ToName());
                json.WriteNumber("count", count);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
