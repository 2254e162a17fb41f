using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Cephx;

/// <summary>One of a service's keys and when it ends.</summary>
public sealed record RotatingKey(CephxKey Key, UTime Expires) : IWireType<RotatingKey>
{
    private const byte Version = 1;

    public static int MinimumSize => 21;

    public static RotatingKey Decode(ref WireReader reader)
    {
        reader.ReadByte();
        var key = reader.Read<CephxKey>();
        var expires = reader.ReadUTime();
        return new RotatingKey(key, expires);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(Version);
        writer.Write(Key);
        writer.WriteUTime(Expires);
    }
}
