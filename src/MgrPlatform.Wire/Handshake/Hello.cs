using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Handshake;

/// <summary>The first frame of both sides: what we are, and the peer's address as we see it.</summary>
public sealed record Hello(EntityType EntityType, EntityAddress PeerAddress) : IFramePayload<Hello>
{
    public static FrameTag Tag => FrameTag.Hello;

    public static Hello Decode(ref WireReader reader)
    {
        var entityType = (EntityType)reader.ReadByte();
        var peerAddress = reader.Read<EntityAddress>();
        return new Hello(entityType, peerAddress);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte((byte)EntityType);
        writer.Write(PeerAddress);
    }
}
