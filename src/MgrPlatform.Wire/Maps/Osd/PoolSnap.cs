using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>A snapshot of a pool.</summary>
public sealed record PoolSnap(ulong Id, UTime Stamp, string Name) : IWireType<PoolSnap>
{
    private const byte Version = 2;

    public static int MinimumSize => 6;

    public static PoolSnap Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var id = reader.ReadUInt64();
        var stamp = reader.ReadUTime();
        var name = reader.ReadString();
        reader.EndStruct(scope);
        return new PoolSnap(id, stamp, name);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteUInt64(Id);
        writer.WriteUTime(Stamp);
        writer.WriteString(Name);
        writer.EndStruct(scope);
    }
}
