using System.Globalization;
using System.Text.Json;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Monitor.Services.Status;

/// <summary><c>ceph df</c>: how full the cluster is, by device class and by pool, as text and as JSON.</summary>
internal sealed class SpaceReport
{
    private readonly OsdMap _map;
    private readonly PgMapDigest _digest;
    private readonly bool _detail;
    private readonly List<PoolSpace> _pools;

    public SpaceReport(OsdMap map, PgMapDigest digest, bool detail)
    {
        (_map, _digest, _detail) = (map, digest, detail);
        var crush = new CrushMapper(map.Client.Crush ?? new CrushMap());
        _pools = [.. map.Client.Pools.Select(pair => PoolSpace.Of(map, digest, crush, pair.Key, pair.Value))];
    }

    public string ToText() => $"--- RAW STORAGE ---\n{RawTable()} \n--- POOLS ---\n{PoolTable()}";

    public void Write(Utf8JsonWriter json)
    {
        var sum = _digest.OsdSum;
        json.WriteStartObject();
        json.WriteStartObject("stats");
        WriteStatfs(json, sum.Statfs);
        json.WriteNumber("num_osds", sum.OsdCount);
        json.WriteNumber("num_per_pool_osds", sum.PerPoolOsdCount);
        json.WriteNumber("num_per_pool_omap_osds", sum.PerPoolOmapOsdCount);
        json.WriteEndObject();
        json.WriteStartObject("stats_by_class");
        foreach (var (name, stat) in Classes())
        {
            json.WriteStartObject(name);
            WriteStatfs(json, stat.Statfs);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("pools");
        foreach (var pool in _pools)
        {
            json.WriteStartObject();
            json.WriteString("name", pool.Name);
            json.WriteNumber("id", pool.Id);
            json.WriteStartObject("stats");
            pool.Write(json, _detail);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private IEnumerable<KeyValuePair<string, OsdStat>> Classes() =>
        _digest.OsdSumByClass.OrderBy(static pair => pair.Key, StringComparer.Ordinal);

    private TextTable RawTable()
    {
        var table = new TextTable(
            ("CLASS", false), ("SIZE", true), ("AVAIL", true), ("USED", true), ("RAW USED", true), ("%RAW USED", true))
        {
            HeadingsFollow = true,
        };
        foreach (var (name, stat) in Classes().Append(KeyValuePair.Create("TOTAL", _digest.OsdSum)))
        {
            var statfs = stat.Statfs;
            table.Add(
                name,
                Sizes.Bytes(statfs.Total),
                Sizes.Bytes(statfs.Available),
                Sizes.Bytes(statfs.Used),
                Sizes.Bytes(statfs.UsedRaw),
                Sizes.Percent(statfs.UsedRawRatio));
        }

        return table;
    }

    private TextTable PoolTable()
    {
        (string Heading, bool Right)[] columns = _detail
            ?
            [
                ("POOL", false), ("ID", true), ("PGS", true), ("STORED", true), ("(DATA)", true), ("(OMAP)", true), ("OBJECTS", true),
                ("USED", true), ("(DATA)", true), ("(OMAP)", true), ("%USED", true), ("MAX AVAIL", true), ("QUOTA OBJECTS", true),
                ("QUOTA BYTES", true), ("DIRTY", true), ("USED COMPR", true), ("UNDER COMPR", true),
            ]
            :
            [
                ("POOL", false), ("ID", true), ("PGS", true), ("STORED", true), ("OBJECTS", true), ("USED", true), ("%USED", true),
                ("MAX AVAIL", true),
            ];
        var table = new TextTable(columns) { HeadingsFollow = true };
        foreach (var pool in _pools)
        {
            var groups = _map.Client.Pools[pool.Id].PgCount.ToString(CultureInfo.InvariantCulture);
            table.Add([pool.Name, pool.Id.ToString(CultureInfo.InvariantCulture), groups, .. pool.Cells(_detail)]);
        }

        return table;
    }

    private static void WriteStatfs(Utf8JsonWriter json, StoreStatfs statfs)
    {
        json.WriteNumber("total_bytes", statfs.Total);
        json.WriteNumber("total_avail_bytes", statfs.Available);
        json.WriteNumber("total_used_bytes", statfs.Used);
        json.WriteNumber("total_used_raw_bytes", statfs.UsedRaw);
        json.WriteNumber("total_used_raw_ratio", statfs.UsedRawRatio);
    }
}
