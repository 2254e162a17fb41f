using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Cephx;

/// <summary>The part of a ticket that only the service can read: a <see cref="TicketInfo"/> under one of its rotating keys.</summary>
/// <param name="KeyId">Which rotating key. After <c>auth wipe-rotating-service-keys</c> the same numbers name new keys.</param>
public sealed record TicketBlob(ulong KeyId, byte[] Sealed) : IWireType<TicketBlob>
{
    private const byte Version = 1;

    public static readonly TicketBlob None = new(0, []);

    public static int MinimumSize => 13;

    public static TicketBlob Decode(ref WireReader reader)
    {
        reader.ReadByte();
        var keyId = reader.ReadUInt64();
        var contents = reader.ReadBlob();
        return new TicketBlob(keyId, contents);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(Version);
        writer.WriteUInt64(KeyId);
        writer.WriteBlob(Sealed);
    }

    public override string ToString() => $"ticket under key {KeyId}";
}
