using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Handshake;

/// <summary>The peer is still there; the stamp is the one it was asked with.</summary>
public sealed record Keepalive2Ack(UTime Stamp) : IFramePayload<Keepalive2Ack>
{
    public static FrameTag Tag => FrameTag.Keepalive2Ack;

    public static int MinimumSize => 8;

    public static Keepalive2Ack Decode(ref WireReader reader) => new(reader.ReadUTime());

    public void Encode(WireWriter writer) => writer.WriteUTime(Stamp);
}
