using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>How full an object store is, in bytes.</summary>
public sealed record StoreStatfs(
    ulong Total,
    ulong Available,
    ulong InternallyReserved,
    long Allocated,
    long DataStored,
    long DataCompressed,
    long DataCompressedAllocated,
    long DataCompressedOriginal,
    long OmapAllocated,
    long InternalMetadata) : IWireType<StoreStatfs>
{
    private const byte Version = 1;

    public static readonly StoreStatfs Zero = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public static int MinimumSize => 6;

    /// <summary>What is neither free nor kept for the store itself.</summary>
    public ulong Used => unchecked(Total - Available - InternallyReserved);

    public ulong UsedRaw => unchecked(Total - Available);

    public float UsedRawRatio => Total == 0 ? 0 : UsedRaw / (float)Total;

    public static StoreStatfs Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var total = reader.ReadUInt64();
        var available = reader.ReadUInt64();
        var internallyReserved = reader.ReadUInt64();
        var allocated = reader.ReadInt64();
        var dataStored = reader.ReadInt64();
        var dataCompressed = reader.ReadInt64();
        var dataCompressedAllocated = reader.ReadInt64();
        var dataCompressedOriginal = reader.ReadInt64();
        var omapAllocated = reader.ReadInt64();
        var internalMetadata = reader.ReadInt64();
        reader.EndStruct(scope);
        return new StoreStatfs(
            total, available, internallyReserved, allocated, dataStored, dataCompressed,
            dataCompressedAllocated, dataCompressedOriginal, omapAllocated, internalMetadata);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteUInt64(Total);
        writer.WriteUInt64(Available);
        writer.WriteUInt64(InternallyReserved);
        writer.WriteInt64(Allocated);
        writer.WriteInt64(DataStored);
        writer.WriteInt64(DataCompressed);
        writer.WriteInt64(DataCompressedAllocated);
        writer.WriteInt64(DataCompressedOriginal);
        writer.WriteInt64(OmapAllocated);
        writer.WriteInt64(InternalMetadata);
        writer.EndStruct(scope);
    }

    public StoreStatfs Add(StoreStatfs other) => unchecked(new StoreStatfs(
        Total + other.Total,
        Available + other.Available,
        InternallyReserved + other.InternallyReserved,
        Allocated + other.Allocated,
        DataStored + other.DataStored,
        DataCompressed + other.DataCompressed,
        DataCompressedAllocated + other.DataCompressedAllocated,
        DataCompressedOriginal + other.DataCompressedOriginal,
        OmapAllocated + other.OmapAllocated,
        InternalMetadata + other.InternalMetadata));

    /// <summary>As Ceph's JSON shows it, without the object round it.</summary>
    public void DumpMembers(Utf8JsonWriter json)
    {
        json.WriteNumber("total", Total);
        json.WriteNumber("available", Available);
        json.WriteNumber("internally_reserved", InternallyReserved);
        json.WriteNumber("allocated", Allocated);
        json.WriteNumber("data_stored", DataStored);
        json.WriteNumber("data_compressed", DataCompressed);
        json.WriteNumber("data_compressed_allocated", DataCompressedAllocated);
        json.WriteNumber("data_compressed_original", DataCompressedOriginal);
        json.WriteNumber("omap_allocated", OmapAllocated);
        json.WriteNumber("internal_metadata", InternalMetadata);
    }

    internal void Dump(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        DumpMembers(json);
        json.WriteEndObject();
    }
}
