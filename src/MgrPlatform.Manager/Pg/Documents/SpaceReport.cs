using System.Text.Json;
using MgrPlatform.Wire.Maps;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Manager.Pg.Documents;

/// <summary>The document <c>df</c>: what <c>ceph df detail</c> prints as JSON.</summary>
public static class SpaceReport
{
    private const int KiB = 1024;

    public static void Write(Utf8JsonWriter json, PgMapSnapshot map)
    {
        json.WriteStartObject();
        json.WriteStartObject("stats");
        WriteStore(json, map.OsdSum);
        json.WriteNumber("num_osds", map.OsdSum.OsdCount);
        json.WriteNumber("num_per_pool_osds", map.OsdSum.PerPoolOsdCount);
        json.WriteNumber("num_per_pool_omap_osds", map.OsdSum.PerPoolOmapOsdCount);
        json.WriteEndObject();
        json.WriteStartObject("stats_by_class");
        foreach (var (name, sum) in map.OsdSumByClass)
        {
            json.WriteStartObject(name);
            WriteStore(json, sum);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("pools");
        foreach (var pool in map.Pools)
        {
            if (map.OsdMap.Client.Pools.TryGetValue(pool.Id, out var settings))
            {
                WritePool(json, map, pool, settings);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStore(Utf8JsonWriter json, OsdStat sum)
    {
        json.WriteNumber("total_bytes", sum.Statfs.Total);
        json.WriteNumber("total_avail_bytes", sum.Statfs.Available);
        json.WriteNumber("total_used_bytes", sum.Statfs.Used);
        json.WriteNumber("total_used_raw_bytes", sum.Statfs.UsedRaw);
        json.WriteReal("total_used_raw_ratio", sum.Statfs.UsedRawRatio);
    }

    private static void WritePool(Utf8JsonWriter json, PgMapSnapshot map, PoolSnapshot pool, PgPool settings)
    {
        var space = PoolSpace.Of(map, settings, pool.Sum);
        var sum = pool.Sum.Stats;
        json.WriteStartObject();
        json.WriteString("name", PoolRates.NameOf(map.OsdMap, pool.Id));
        json.WriteNumber("id", pool.Id);
        json.WriteStartObject("stats");
        json.WriteNumber("stored", space.Stored);
        json.WriteNumber("stored_data", space.StoredData);
        json.WriteNumber("stored_omap", space.StoredOmap);
        json.WriteNumber("objects", sum[ObjectStat.Objects]);
        json.WriteNumber("kb_used", (space.Used + KiB - 1) / KiB);
        json.WriteNumber("bytes_used", space.Used);
        json.WriteNumber("data_bytes_used", space.UsedData);
        json.WriteNumber("omap_bytes_used", space.UsedOmap);
        json.WriteReal("percent_used", space.PercentUsed);
        json.WriteNumber("max_avail", space.MaxAvailable);
        json.WriteNumber("quota_objects", settings.QuotaMaxObjects);
        json.WriteNumber("quota_bytes", settings.QuotaMaxBytes);
        json.WriteNumber("dirty", settings.TierOf >= 0 ? sum[ObjectStat.ObjectsDirty] : 0);
        json.WriteNumber("rd", sum[ObjectStat.Reads]);
        json.WriteNumber("rd_bytes", sum[ObjectStat.ReadKb] * KiB);
        json.WriteNumber("wr", sum[ObjectStat.Writes]);
        json.WriteNumber("wr_bytes", sum[ObjectStat.WriteKb] * KiB);
        json.WriteNumber("compress_bytes_used", pool.Sum.StoreStats.DataCompressedAllocated);
        json.WriteNumber("compress_under_bytes", pool.Sum.StoreStats.DataCompressedOriginal);
        json.WriteNumber("stored_raw", space.StoredRaw);
        json.WriteNumber("avail_raw", space.AvailableRaw);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
