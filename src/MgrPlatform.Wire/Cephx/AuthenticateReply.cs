using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Cephx;

/// <summary>The payload of a monitor's AUTH_DONE.</summary>
/// <param name="Status">Zero, or a negative errno.</param>
/// <param name="AuthTicket">The AUTH ticket, alone in its list, under the client's own key.</param>
/// <param name="SealedConnectionSecret">A <see cref="ConnectionSecret"/> under the AUTH session key; empty for a client that asked
/// for no other tickets.</param>
/// <param name="ServiceTickets">Under the AUTH session key.</param>
public sealed record AuthenticateReply(
    int Status, SealedTickets AuthTicket, byte[] SealedConnectionSecret, SealedTickets? ServiceTickets) : IWireType<AuthenticateReply>
{
    public static AuthenticateReply Decode(ref WireReader reader)
    {
        var type = (RequestType)reader.ReadUInt16();
        if (type != RequestType.Authenticate)
        {
            throw new WireFormatException($"a cephx answer of type {(ushort)type:x} where one to a login is due", reader.Position);
        }

        var status = reader.ReadInt32();
        var authTicket = reader.Read<SealedTickets>();
        var sealedConnectionSecret = reader.AtEnd ? [] : reader.ReadBlob(ReadInner);
        var serviceTickets = reader.AtEnd ? null : reader.ReadBlob(ReadTickets);
        return new AuthenticateReply(status, authTicket, sealedConnectionSecret, serviceTickets);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt16((ushort)RequestType.Authenticate);
        writer.WriteInt32(Status);
        writer.Write(AuthTicket);
        writer.WriteBlob(SealedConnectionSecret, WriteInner);
        writer.WriteBlob(ServiceTickets, WriteTickets);
    }

    private static byte[] ReadInner(ref WireReader reader) => reader.AtEnd ? [] : reader.ReadBlob();

    private static void WriteInner(WireWriter writer, byte[] contents)
    {
        if (contents.Length > 0)
        {
            writer.WriteBlob(contents);
        }
    }

    private static SealedTickets? ReadTickets(ref WireReader reader) => reader.AtEnd ? null : reader.Read<SealedTickets>();

    private static void WriteTickets(WireWriter writer, SealedTickets? tickets)
    {
        if (tickets is not null)
        {
            writer.Write(tickets);
        }
    }
}
