using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Cephx;

/// <summary>Asks a monitor, in an MAuth message, for new service tickets.</summary>
/// <param name="Authorizer">Made with the AUTH ticket.</param>
/// <param name="Services">Which tickets.</param>
public sealed record ServiceTicketsRequest(Authorizer Authorizer, EntityType Services) : IWireType<ServiceTicketsRequest>
{
    private const byte Version = 1;

    public static ServiceTicketsRequest Decode(ref WireReader reader)
    {
        var type = (RequestType)reader.ReadUInt16();
        if (type != RequestType.ServiceTickets)
        {
            throw new WireFormatException($"a cephx request of type {(ushort)type:x} where one for tickets is due", reader.Position);
        }

        var authorizer = reader.Read<Authorizer>();
        reader.ReadByte();
        var services = (EntityType)reader.ReadUInt32();
        return new ServiceTicketsRequest(authorizer, services);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt16((ushort)RequestType.ServiceTickets);
        writer.Write(Authorizer);
        writer.WriteByte(Version);
        writer.WriteUInt32((uint)Services);
    }
}
