using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Pg.Documents;

/// <summary>The documents of <c>get(name)</c> that come from the PG map, in the shapes of ceph-mgr.</summary>
public static class PgDocuments
{
    private static readonly FrozenDictionary<string, Action<Utf8JsonWriter, PgMapSnapshot, Release>> Writers =
        new Dictionary<string, Action<Utf8JsonWriter, PgMapSnapshot, Release>>
        {
            ["pg_summary"] = static (json, map, _) => WriteSummary(json, map),
            ["pg_status"] = static (json, map, _) => InObject(json, () => PgStatusSummary.WriteMembers(json, map, withPools: true)),
            ["pg_dump"] = static (json, map, release) => InObject(json, () => PgDump.WriteAll(json, map, release, withPings: false)),
            ["pg_stats"] = static (json, map, release) => InObject(json, () => PgDump.WriteGroups(json, map, release)),
            ["pg_progress"] = static (json, map, _) => WriteProgress(json, map),
            ["pg_ready"] = static (json, map, _) => InObject(json, () => json.WriteBoolean("pg_ready", map.IsReady)),
            ["active_clean_pgs"] = static (json, map, _) => WriteActiveClean(json, map),
            ["pool_stats"] = static (json, map, _) => InObject(json, () => PgDump.WritePools(json, map)),
            ["osd_pool_stats"] = static (json, map, _) => WritePoolRates(json, map),
            ["osd_stats"] = static (json, map, release) => InObject(json, () => PgDump.WriteOsds(json, map, release, withPings: false)),
            ["osd_ping_times"] = static (json, map, _) => WritePings(json, map),
            ["io_rate"] = static (json, map, _) => InObject(json, () => PgDump.WriteDelta(json, map)),
            ["df"] = static (json, map, _) => SpaceReport.Write(json, map),
        }.ToFrozenDictionary();

    public static IEnumerable<string> Names => Writers.Keys;

    /// <summary>Writes the document of a name out of <see cref="Names"/>; false for any other.</summary>
    /// <param name="release">Whose shapes to write.</param>
    public static bool TryWrite(string name, Utf8JsonWriter json, PgMapSnapshot map, Release release)
    {
        if (!Writers.TryGetValue(name, out var write))
        {
            return false;
        }

        write(json, map, release);
        return true;
    }

    private static void InObject(Utf8JsonWriter json, Action writeMembers)
    {
        json.WriteStartObject();
        writeMembers();
        json.WriteEndObject();
    }

    private static void WriteSummary(Utf8JsonWriter json, PgMapSnapshot map)
    {
        var byOsd = new SortedDictionary<int, Dictionary<PgState, int>>();
        foreach (var (_, stat) in map.Groups)
        {
            // An OSD that is missing twice in an erasure-coded group counts once more, as in Ceph.
            foreach (var osd in stat.Acting)
            {
                if (!byOsd.TryGetValue(osd, out var counts))
                {
                    byOsd[osd] = counts = [];
                }

                counts[stat.State] = counts.GetValueOrDefault(stat.State) + 1;
            }
        }

        json.WriteStartObject();
        json.WriteStartObject("by_osd");
        foreach (var (osd, counts) in byOsd)
        {
            WriteCounts(json, Text(osd), counts);
        }

        json.WriteEndObject();
        json.WriteStartObject("by_pool");
        foreach (var pool in map.Pools)
        {
            WriteCounts(json, Text(pool.Id), pool.ByState);
        }

        json.WriteEndObject();
        WriteCounts(json, "all", map.PgsByState);
        json.WriteStartObject("pg_stats_sum");
        map.Sum.DumpMembers(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<PgState, int>> counts)
    {
        json.WriteStartObject(name);
        foreach (var (state, count) in counts)
        {
            json.WriteNumber(state.ToName(), count);
        }

        json.WriteEndObject();
    }

    private static void WriteProgress(Utf8JsonWriter json, PgMapSnapshot map)
    {
        json.WriteStartObject();
        json.WriteStartObject("pgs");
        foreach (var (id, stat) in map.Groups)
        {
            json.WriteStartObject(id.ToString());
            json.WriteNumber("num_bytes_recovered", stat.Stats[ObjectStat.BytesRecovered]);
            json.WriteNumber("num_bytes", stat.Stats[ObjectStat.Bytes]);
            json.WriteNumber("reported_epoch", stat.ReportedEpoch);
            json.WriteString("state", stat.State.ToName());
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteBoolean("pg_ready", map.IsReady);
        json.WriteEndObject();
    }

    private static void WriteActiveClean(Utf8JsonWriter json, PgMapSnapshot map)
    {
        json.WriteStartObject();
        json.WriteStartArray("pg_stats");
        foreach (var (id, stat) in map.Groups)
        {
            if (stat.State.Has(PgStateSet.ActiveClean))
            {
                // The number in decimal, here alone: what reads this document counts on it.
                json.WriteStartObject();
                json.WriteString("pgid", $"{Text(id.Pool)}.{Text(id.Seed)}");
                json.WriteString("state", stat.State.ToName());
                json.WriteNumber("reported_epoch", stat.ReportedEpoch);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteNumber("total_num_pgs", map.PgCount);
        json.WriteEndObject();
    }

    private static void WritePoolRates(Utf8JsonWriter json, PgMapSnapshot map)
    {
        json.WriteStartObject();
        json.WriteStartArray("pool_stats");
        foreach (var (id, _) in map.OsdMap.Client.Pools)
        {
            PoolRates.Write(json, map, id);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePings(Utf8JsonWriter json, PgMapSnapshot map)
    {
        json.WriteStartObject();
        json.WriteStartArray("osd_ping_times");
        foreach (var (osd, stat) in map.Osds)
        {
            json.WriteStartObject();
            json.WriteNumber("osd", osd);
            stat.DumpPings(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
