using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Cephx;

/// <summary>
/// What a <see cref="TicketBlob"/> says to the service. The session key may be of another type than the key it is sealed with.
/// </summary>
public sealed record TicketInfo(AuthTicket Ticket, CephxKey SessionKey) : IWireType<TicketInfo>
{
    private const byte Version = 1;

    public static TicketInfo Decode(ref WireReader reader)
    {
        reader.ReadByte();
        var ticket = reader.Read<AuthTicket>();
        var sessionKey = reader.Read<CephxKey>();
        return new TicketInfo(ticket, sessionKey);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(Version);
        writer.Write(Ticket);
        writer.Write(SessionKey);
    }

    public TicketBlob Seal(ulong keyId, CephxKey rotatingKey, FillRandom random) =>
        new(keyId, Envelope.Seal(rotatingKey, KeyUsage.TicketInfo, this, random));
}
