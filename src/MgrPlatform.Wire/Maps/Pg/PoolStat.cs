using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>The sums over the placement groups of a pool, or of all pools.</summary>
/// <param name="Up">How many copies of groups are mapped to OSDs.</param>
/// <param name="Acting">How many are served.</param>
/// <param name="StoreCount">How many stores account for the pool by itself.</param>
public sealed record PoolStat(
    ObjectStatSum Stats, long LogSize, long OndiskLogSize, int Up, int Acting, StoreStatfs StoreStats, uint StoreCount)
    : IWireType<PoolStat>
{
    private const byte Version = 7;
    private const byte OldestReader = 5;

    public static readonly PoolStat Zero = new(ObjectStatSum.Zero, 0, 0, 0, 0, StoreStatfs.Zero, 0);

    public static int MinimumSize => 6;

    public static PoolStat Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var stats = ObjectStatSum.DecodeCollection(ref reader);
        var logSize = reader.ReadInt64();
        var ondiskLogSize = reader.ReadInt64();
        var up = reader.ReadInt32();
        var acting = reader.ReadInt32();
        var storeStats = reader.Read<StoreStatfs>();
        var storeCount = reader.ReadUInt32();
        reader.EndStruct(scope);
        return new PoolStat(stats, logSize, ondiskLogSize, up, acting, storeStats, storeCount);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        Stats.EncodeCollection(writer);
        writer.WriteInt64(LogSize);
        writer.WriteInt64(OndiskLogSize);
        writer.WriteInt32(Up);
        writer.WriteInt32(Acting);
        writer.Write(StoreStats);
        writer.WriteUInt32(StoreCount);
        writer.EndStruct(scope);
    }

    /// <summary>As an element of <c>pool_stats</c> in <c>ceph pg dump</c>, without the object round it and the pool's number.</summary>
    public void DumpMembers(Utf8JsonWriter json)
    {
        Stats.Dump(json);
        StoreStats.Dump(json, "store_stats");
        json.WriteNumber("log_size", LogSize);
        json.WriteNumber("ondisk_log_size", OndiskLogSize);
        json.WriteNumber("up", Up);
        json.WriteNumber("acting", Acting);
        json.WriteNumber("num_store_stats", StoreCount);
    }
}
