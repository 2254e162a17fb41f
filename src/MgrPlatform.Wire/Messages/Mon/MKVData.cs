using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>Keys of the monitors' key-value store under a prefix: first all, then changes.</summary>
/// <param name="Values">By whole key its value; absent means that the key was removed.</param>
public sealed record MKVData(ulong Version, string Prefix, bool Incremental, IReadOnlyDictionary<string, byte[]?> Values)
    : Message, IMessage<MKVData>
{
    private static readonly Codec<byte[]?> Value = new(
        static (ref r) => r.ReadOptional(Codecs.Blob), static (w, value) => w.WriteOptional(value, Codecs.Blob), 1);

    public static MessageKind KindOf => new(MessageType.KvData, 1);

    public override MessageKind Kind => KindOf;

    public static MKVData Decode(ref WireReader front, ushort version)
    {
        var mapVersion = front.ReadUInt64();
        var prefix = front.ReadString();
        var incremental = front.ReadBool();
        var values = front.ReadMap(Codecs.String, Value);
        return new MKVData(mapVersion, prefix, incremental, values);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUInt64(Version);
        writer.WriteString(Prefix);
        writer.WriteBool(Incremental);
        writer.WriteMap(Values, Codecs.String, Value);
    }
}
