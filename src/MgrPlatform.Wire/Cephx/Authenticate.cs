using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Cephx;

/// <summary>A client's answer to a monitor's challenge.</summary>
/// <param name="ClientChallenge">The client's own random number.</param>
/// <param name="Answer">See <see cref="Challenge.Answer"/>.</param>
/// <param name="OldTicket">The AUTH ticket of a client that comes back and wants to keep its global id.</param>
/// <param name="Services">The service tickets that it wants at once.</param>
public sealed record Authenticate(ulong ClientChallenge, ulong Answer, TicketBlob OldTicket, EntityType Services) : IWireType<Authenticate>
{
    private const byte Version = 3;

    public static int MinimumSize => 32;

    public static Authenticate Decode(ref WireReader reader)
    {
        var type = (RequestType)reader.ReadUInt16();
        if (type != RequestType.Authenticate)
        {
            throw new WireFormatException($"a cephx request of type {(ushort)type:x} where a login is due", reader.Position);
        }

        var version = reader.ReadByte();
        var clientChallenge = reader.ReadUInt64();
        var answer = reader.ReadUInt64();
        var oldTicket = reader.Read<TicketBlob>();
        var services = version >= 2 ? (EntityType)reader.ReadUInt32() : EntityType.None;
        return new Authenticate(clientChallenge, answer, oldTicket, services);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt16((ushort)RequestType.Authenticate);
        writer.WriteByte(Version);
        writer.WriteUInt64(ClientChallenge);
        writer.WriteUInt64(Answer);
        writer.Write(OldTicket);
        writer.WriteUInt32((uint)Services);
    }
}
