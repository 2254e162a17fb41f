using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Handshake;

/// <summary>Everything up to this message has arrived; its sender may forget it.</summary>
public sealed record Ack(ulong Sequence) : IFramePayload<Ack>
{
    public static FrameTag Tag => FrameTag.Ack;

    public static int MinimumSize => 8;

    public static Ack Decode(ref WireReader reader) => new(reader.ReadUInt64());

    public void Encode(WireWriter writer) => writer.WriteUInt64(Sequence);
}
