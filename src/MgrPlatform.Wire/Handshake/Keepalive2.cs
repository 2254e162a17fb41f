using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Handshake;

/// <summary>Asks whether the peer is still there.</summary>
public sealed record Keepalive2(UTime Stamp) : IFramePayload<Keepalive2>
{
    public static FrameTag Tag => FrameTag.Keepalive2;

    public static int MinimumSize => 8;

    public static Keepalive2 Decode(ref WireReader reader) => new(reader.ReadUTime());

    public void Encode(WireWriter writer) => writer.WriteUTime(Stamp);
}
