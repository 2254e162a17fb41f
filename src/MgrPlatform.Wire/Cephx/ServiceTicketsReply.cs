using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Cephx;

/// <summary>A monitor's answer to a <see cref="ServiceTicketsRequest"/>.</summary>
/// <param name="Status">Zero, or a negative errno without tickets.</param>
/// <param name="Tickets">Under the AUTH session key.</param>
public sealed record ServiceTicketsReply(int Status, SealedTickets? Tickets) : IWireType<ServiceTicketsReply>
{
    public static ServiceTicketsReply Decode(ref WireReader reader)
    {
        var type = (RequestType)reader.ReadUInt16();
        if (type != RequestType.ServiceTickets)
        {
            throw new WireFormatException($"a cephx answer of type {(ushort)type:x} where tickets are due", reader.Position);
        }

        var status = reader.ReadInt32();
        var tickets = reader.AtEnd ? null : reader.Read<SealedTickets>();
        return new ServiceTicketsReply(status, tickets);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt16((ushort)RequestType.ServiceTickets);
        writer.WriteInt32(Status);
        if (Tickets is not null)
        {
            writer.Write(Tickets);
        }
    }
}
