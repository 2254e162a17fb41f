using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Cephx;

/// <summary>Tickets on their way to their holder.</summary>
public sealed record SealedTickets(IReadOnlyList<SealedTicket> Tickets) : IWireType<SealedTickets>
{
    private const byte Version = 1;

    public static int MinimumSize => 5;

    public static SealedTickets Decode(ref WireReader reader)
    {
        reader.ReadByte();
        return new SealedTickets(reader.ReadList<SealedTicket>());
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(Version);
        writer.WriteList(Tickets);
    }
}
