using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Handshake;

/// <summary>A client takes up a session whose connection broke.</summary>
/// <param name="ConnectSequence">Goes up with every attempt to take up this session.</param>
/// <param name="MessageSequence">The last message that the client received; the server sends again what came after it.</param>
public sealed record SessionReconnect(
    EntityAddressVector Addresses,
    ulong ClientCookie,
    ulong ServerCookie,
    ulong GlobalSequence,
    ulong ConnectSequence,
    ulong MessageSequence) : IFramePayload<SessionReconnect>
{
    public static FrameTag Tag => FrameTag.SessionReconnect;

    public static SessionReconnect Decode(ref WireReader reader)
    {
        var addresses = reader.Read<EntityAddressVector>();
        var clientCookie = reader.ReadUInt64();
        var serverCookie = reader.ReadUInt64();
        var globalSequence = reader.ReadUInt64();
        var connectSequence = reader.ReadUInt64();
        var messageSequence = reader.ReadUInt64();
        return new SessionReconnect(addresses, clientCookie, serverCookie, globalSequence, connectSequence, messageSequence);
    }

    public void Encode(WireWriter writer)
    {
        writer.Write(Addresses);
        writer.WriteUInt64(ClientCookie);
        writer.WriteUInt64(ServerCookie);
        writer.WriteUInt64(GlobalSequence);
        writer.WriteUInt64(ConnectSequence);
        writer.WriteUInt64(MessageSequence);
    }
}
