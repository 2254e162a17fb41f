namespace MgrPlatform.Wire.Encoding;

/// <summary>A versioned structure whose inside is nobody's business here; it is handed on as it came.</summary>
public sealed record OpaqueStruct(byte StructVersion, byte OldestReader, byte[] Body) : IWireType<OpaqueStruct>
{
    public static int MinimumSize => 6;

    public static OpaqueStruct Decode(ref WireReader reader)
    {
        var version = reader.ReadByte();
        var oldestReader = reader.ReadByte();
        var body = reader.ReadBlob();
        return new OpaqueStruct(version, oldestReader, body);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(StructVersion);
        writer.WriteByte(OldestReader);
        writer.WriteBlob(Body);
    }
}
