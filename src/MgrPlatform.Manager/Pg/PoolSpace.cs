using System.Globalization;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Manager.Pg;

/// <summary>What <c>ceph df</c> says of a pool, in bytes.</summary>
/// <param name="PercentUsed">Of what the pool could use, from 0 to 1.</param>
/// <param name="MaxAvailable">What clients can store until the first OSD is full.</param>
/// <param name="AvailableRaw">The same with all copies counted.</param>
public sealed record PoolSpace(
    long StoredData,
    long StoredOmap,
    long UsedData,
    long UsedOmap,
    float PercentUsed,
    ulong MaxAvailable,
    long StoredRaw,
    long AvailableRaw)
{
    private const byte Erasure = 3;

    public long Stored => StoredData + StoredOmap;

    public long Used => UsedData + UsedOmap;

    public static PoolSpace Of(PgMapSnapshot map, PgPool pool, PoolStat stat)
    {
        var available = Math.Max(0, map.AvailableByRule.GetValueOrDefault(pool.CrushRule));
        var rate = RawUsedRate(map.OsdMap, pool) * Present(stat.Stats);
        var perPool = map.OsdSum.OsdCount == map.OsdSum.PerPoolOsdCount;
        var perPoolOmap = map.OsdSum.OsdCount == map.OsdSum.PerPoolOmapOsdCount;
        var usedData = perPool ? stat.StoreStats.Allocated : stat.Stats[ObjectStat.Bytes];
        var usedOmap = perPoolOmap ? stat.StoreStats.OmapAllocated : stat.Stats[ObjectStat.OmapBytes];
        var storedData = perPool
            ? Share(stat.StoreStats.DataStored, rate)
            : stat.Stats[ObjectStat.Bytes] + stat.Stats[ObjectStat.BytesHitSetArchive];
        var storedOmap = perPoolOmap ? Share(stat.StoreStats.OmapAllocated, rate) : stat.Stats[ObjectStat.OmapBytes];
        float used = usedData + usedOmap; // In single precision, as Ceph computes it.
        var percent = available != 0 ? used / (used + available) : used != 0 ? 1 : 0;
        return new PoolSpace(
            storedData,
            storedOmap,
            usedData,
            usedOmap,
            percent,
            rate > 0 ? (ulong)(available / rate) : 0,
            (long)((storedData + storedOmap) * rate),
            available);
    }

    /// <summary>How many bytes on OSDs one stored byte takes.</summary>
    public static float RawUsedRate(OsdMap map, PgPool pool)
    {
        if (pool.Type != Erasure)
        {
            return pool.Size;
        }

        return map.Client.ErasureCodeProfiles.TryGetValue(pool.ErasureCodeProfile, out var profile)
            && Number(profile, "k") is > 0 and var k
            && Number(profile, "m") is { } m
                ? (float)(k + m) / k
                : 0;
    }

    // What is degraded takes no space yet: Ceph 16.2 divides by the copies that are there.
    private static float Present(ObjectStatSum sum)
    {
        var copies = sum[ObjectStat.ObjectCopies];
        return copies > 0 ? (float)(copies - sum[ObjectStat.ObjectsDegraded]) / copies : 1;
    }

    private static long Share(long bytes, float rate) => rate > 0 ? (long)(bytes / rate) : 0;

    private static int? Number(OrderedDictionary<string, string> profile, string name) =>
        profile.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
