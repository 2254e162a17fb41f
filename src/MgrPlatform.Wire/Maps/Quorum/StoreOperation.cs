using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Quorum;

/// <summary>One change to the monitors' store.</summary>
/// <param name="EndKey">Of an operation on a range.</param>
public sealed record StoreOperation(StoreOperationKind Kind, string Prefix, string Key, byte[] Value, string EndKey)
    : IWireType<StoreOperation>
{
    private const byte Version = 2;
    private const byte OldestReader = 1;

    public static int MinimumSize => 6;

    public static StoreOperation Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var kind = (StoreOperationKind)reader.ReadByte();
        var prefix = reader.ReadString();
        var key = reader.ReadString();
        var value = reader.ReadBlob();
        var endKey = reader.ReadString();
        reader.EndStruct(scope);
        return new StoreOperation(kind, prefix, key, value, endKey);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteByte((byte)Kind);
        writer.WriteString(Prefix);
        writer.WriteString(Key);
        writer.WriteBlob(Value);
        writer.WriteString(EndKey);
        writer.EndStruct(scope);
    }
}
