using System.Text.Json;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Monitor.Services.Status;

/// <summary>How much a pool holds, takes and could still take.</summary>
internal sealed record PoolSpace(string Name, long Id, PgPool Pool, PoolStat Stat)
{
    private const int Erasure = 3;

    public double StoredData { get; private init; }

    public double StoredOmap { get; private init; }

    public double UsedData { get; private init; }

    public double UsedOmap { get; private init; }

    /// <summary>How many bytes on disks a byte of data takes, with what is lost of it now left out.</summary>
    public double RawUsedRate { get; private init; }

    public double RawAvailable { get; private init; }

    public static PoolSpace Of(OsdMap map, PgMapDigest digest, CrushMapper crush, long id, PgPool pool)
    {
        var stat = digest.Pools.GetValueOrDefault((int)id) ?? PoolStat.Zero;
        var sum = stat.Stats;
        double rate = pool.Type == Erasure ? ErasureRate(map, pool) : pool.Size;
        if (sum[ObjectStat.ObjectCopies] is > 0 and var copies)
        {
            rate *= (float)(copies - sum[ObjectStat.ObjectsDegraded]) / copies;
        }

        // Stores that do not account by pool leave only what the objects say.
        var isPerPool = digest.OsdSum.OsdCount > 0 && digest.OsdSum.OsdCount == digest.OsdSum.PerPoolOsdCount;
        var isOmapPerPool = digest.OsdSum.OsdCount > 0 && digest.OsdSum.OsdCount == digest.OsdSum.PerPoolOmapOsdCount;
        var store = stat.StoreStats;
        var bytes = sum[ObjectStat.Bytes] + sum[ObjectStat.BytesHitSetArchive];
        var rule = crush.FindRule(pool.CrushRule, pool.Type, pool.Size);
        return new PoolSpace(map.Client.PoolNames.TryGetValue(id, out var name) ? name : "", id, pool, stat)
        {
            UsedData = isPerPool ? store.Allocated : bytes,
            UsedOmap = isOmapPerPool ? store.OmapAllocated : sum[ObjectStat.OmapBytes],
            StoredData = isPerPool ? Per(store.DataStored, rate) : bytes,
            StoredOmap = isOmapPerPool ? Per(store.OmapAllocated, rate) : sum[ObjectStat.OmapBytes],
            RawUsedRate = rate,
            RawAvailable = Math.Max(0, digest.AvailableByRule.GetValueOrDefault(rule)),
        };
    }

    private double Stored => StoredData + StoredOmap;

    private double Used => UsedData + UsedOmap;

    private double MaxAvailable => RawUsedRate > 0 ? RawAvailable / RawUsedRate : 0;

    private float PercentUsed => RawAvailable > 0 ? (float)Used / ((float)Used + (float)RawAvailable) : Used > 0 ? 1 : 0;

    /// <summary>From the column STORED on.</summary>
    public IEnumerable<string> Cells(bool detail)
    {
        var sum = Stat.Stats;
        var objects = Sizes.Count(sum[ObjectStat.Objects]);
        var percent = Sizes.Percent(PercentUsed);
        var available = Sizes.Bytes(MaxAvailable);
        if (!detail)
        {
            return [Sizes.Bytes(Stored), objects, Sizes.Bytes(Used), percent, available];
        }

        return
        [
            Sizes.Bytes(Stored), Sizes.Bytes(StoredData), Sizes.Bytes(StoredOmap), objects, Sizes.Bytes(Used), Sizes.Bytes(UsedData),
            Sizes.Bytes(UsedOmap), percent, available,
            Pool.QuotaMaxObjects == 0 ? "N/A" : Sizes.Count(Pool.QuotaMaxObjects),
            Pool.QuotaMaxBytes == 0 ? "N/A" : Sizes.Bytes(Pool.QuotaMaxBytes),
            Pool.TierOf >= 0 ? Sizes.Count(sum[ObjectStat.ObjectsDirty]) : "N/A",
            Sizes.Bytes(Stat.StoreStats.DataCompressedAllocated),
            Sizes.Bytes(Stat.StoreStats.DataCompressedOriginal),
        ];
    }

    public void Write(Utf8JsonWriter json, bool detail)
    {
        var sum = Stat.Stats;
        json.WriteNumber("stored", (long)Stored);
        if (detail)
        {
            json.WriteNumber("stored_data", (long)StoredData);
            json.WriteNumber("stored_omap", (long)StoredOmap);
        }

        json.WriteNumber("objects", sum[ObjectStat.Objects]);
        json.WriteNumber("kb_used", ((long)Used + 1023) / 1024);
        json.WriteNumber("bytes_used", (long)Used);
        if (detail)
        {
            json.WriteNumber("data_bytes_used", (long)UsedData);
            json.WriteNumber("omap_bytes_used", (long)UsedOmap);
        }

        json.WriteNumber("percent_used", PercentUsed);
        json.WriteNumber("max_avail", (long)MaxAvailable);
        if (!detail)
        {
            return;
        }

        json.WriteNumber("quota_objects", Pool.QuotaMaxObjects);
        json.WriteNumber("quota_bytes", Pool.QuotaMaxBytes);
        json.WriteNumber("dirty", Pool.TierOf >= 0 ? sum[ObjectStat.ObjectsDirty] : 0);
        json.WriteNumber("rd", sum[ObjectStat.Reads]);
        json.WriteNumber("rd_bytes", sum[ObjectStat.ReadKb] * 1024);
        json.WriteNumber("wr", sum[ObjectStat.Writes]);
        json.WriteNumber("wr_bytes", sum[ObjectStat.WriteKb] * 1024);
        json.WriteNumber("compress_bytes_used", Stat.StoreStats.DataCompressedAllocated);
        json.WriteNumber("compress_under_bytes", Stat.StoreStats.DataCompressedOriginal);
        json.WriteNumber("stored_raw", (long)(Stored * RawUsedRate));
        json.WriteNumber("avail_raw", (long)RawAvailable);
    }

    private static double Per(double bytes, double rate) => rate > 0 ? bytes / rate : 0;

    private static double ErasureRate(OsdMap map, PgPool pool)
    {
        if (!map.Client.ErasureCodeProfiles.TryGetValue(pool.ErasureCodeProfile, out var profile))
        {
            return pool.Size;
        }

        var data = Osd.PoolCreation.Number(profile, "k", 2);
        return data > 0 ? (double)pool.Size / data : pool.Size;
    }
}
