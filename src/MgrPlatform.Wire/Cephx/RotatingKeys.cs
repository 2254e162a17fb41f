using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Cephx;

/// <summary>A service's keys by number: the previous, the current and the next one.</summary>
/// <param name="Newest">The highest number given out.</param>
public sealed record RotatingKeys(OrderedDictionary<ulong, RotatingKey> Keys, ulong Newest) : IWireType<RotatingKeys>
{
    private const byte Version = 1;

    private static readonly Codec<RotatingKey> KeyCodec = Codecs.Of<RotatingKey>();

    public static RotatingKeys Decode(ref WireReader reader)
    {
        reader.ReadByte();
        var keys = reader.ReadMap(Codecs.UInt64, KeyCodec);
        var newest = reader.ReadUInt64();
        return new RotatingKeys(keys, newest);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(Version);
        writer.WriteMap(Keys, Codecs.UInt64, KeyCodec);
        writer.WriteUInt64(Newest);
    }
}
