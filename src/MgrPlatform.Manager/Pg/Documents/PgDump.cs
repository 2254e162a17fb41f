using System.Text.Json;
using MgrPlatform.Wire.Maps;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Pg.Documents;

/// <summary>
/// The parts of <c>ceph pg dump</c> as JSON members. Groups, OSDs and pools come sorted; Ceph's come in the order of its hash tables.
/// </summary>
public static class PgDump
{
    public static void WriteBasics(Utf8JsonWriter json, PgMapSnapshot map, Release release)
    {
        json.WriteNumber("version", map.Version);
        json.WriteTime("stamp", map.Stamp);
        json.WriteNumber("last_osdmap_epoch", 0);
        json.WriteNumber("last_pg_scan", 0);
        json.WriteStartObject("pg_stats_sum");
        map.Sum.DumpMembers(json);
        json.WriteEndObject();
        json.WriteStartObject("osd_stats_sum");
        map.OsdSum.DumpMembers(json, release);
        json.WriteEndObject();
        WriteDelta(json, map);
    }

    public static void WriteAll(Utf8JsonWriter json, PgMapSnapshot map, Release release, bool withPings)
    {
        WriteBasics(json, map, release);
        WriteGroups(json, map, release);
        WritePools(json, map);
        WriteOsds(json, map, release, withPings);
    }

    public static void WriteDelta(Utf8JsonWriter json, PgMapSnapshot map)
    {
        json.WriteStartObject("pg_stats_delta");
        map.Delta.DumpMembers(json);
        json.WriteTime("stamp_delta", map.DeltaDuration);
        json.WriteEndObject();
    }

    public static void WriteGroups(Utf8JsonWriter json, PgMapSnapshot map, Release release) =>
        WriteGroups(json, "pg_stats", map.Groups, release);

    public static void WriteGroups(
        Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<PgId, PgStat>> groups, Release release)
    {
        json.WriteStartArray(name);
        foreach (var (id, stat) in groups)
        {
            stat.Dump(json, id, release);
        }

        json.WriteEndArray();
    }

    public static void WriteGroupsInBrief(Utf8JsonWriter json, PgMapSnapshot map)
    {
        json.WriteStartArray("pg_stats");
        foreach (var (id, stat) in map.Groups)
        {
            stat.DumpBrief(json, id);
        }

        json.WriteEndArray();
    }

    public static void WritePools(Utf8JsonWriter json, PgMapSnapshot map)
    {
        json.WriteStartArray("pool_stats");
        foreach (var pool in map.Pools)
        {
            json.WriteStartObject();
            json.WriteNumber("poolid", pool.Id);
            json.WriteNumber("num_pg", pool.Groups.Count);
            pool.Sum.DumpMembers(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteOsds(Utf8JsonWriter json, PgMapSnapshot map, Release release, bool withPings)
    {
        json.WriteStartArray("osd_stats");
        foreach (var (osd, stat) in map.Osds)
        {
            json.WriteStartObject();
            json.WriteNumber("osd", osd);
            stat.DumpMembers(json, release, withPings);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("pool_statfs");
        foreach (var pool in map.Pools)
        {
            foreach (var (osd, statfs) in pool.Statfs.OrderBy(static used => used.Key))
            {
                json.WriteStartObject();
                json.WriteNumber("poolid", pool.Id);
                json.WriteNumber("osd", osd);
                statfs.DumpMembers(json);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
