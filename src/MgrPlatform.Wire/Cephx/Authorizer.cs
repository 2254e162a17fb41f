using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Cephx;

/// <summary>What a ticket's holder shows to the service.</summary>
/// <param name="Service">The kind of service that the ticket is for.</param>
/// <param name="SealedProof">An <see cref="AuthorizerProof"/> under the session key.</param>
public sealed record Authorizer(ulong GlobalId, EntityType Service, TicketBlob Ticket, byte[] SealedProof) : IWireType<Authorizer>
{
    /// <summary>The first byte, which also tells an authorizer from a <see cref="MonitorLogin"/>.</summary>
    public const byte Version = 1;

    public static int MinimumSize => 30;

    public static Authorizer Decode(ref WireReader reader)
    {
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new WireFormatException($"an authorizer of version {version}, known is {Version}", reader.Position);
        }

        var globalId = reader.ReadUInt64();
        var service = (EntityType)reader.ReadUInt32();
        var ticket = reader.Read<TicketBlob>();
        var sealedProof = reader.ReadBlob();
        return new Authorizer(globalId, service, ticket, sealedProof);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(Version);
        writer.WriteUInt64(GlobalId);
        writer.WriteUInt32((uint)Service);
        writer.Write(Ticket);
        writer.WriteBlob(SealedProof);
    }

    public static Authorizer Create(ulong globalId, ServiceTicket ticket, AuthorizerProof proof, FillRandom random) => new(
        globalId, ticket.Service, ticket.Blob, Envelope.Seal(ticket.Grant.SessionKey, KeyUsage.Authorizer, proof, random));
}
