using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Handshake;

/// <summary>The server has seen a later connection of this client: try again with a global sequence above this one.</summary>
public sealed record SessionRetryGlobal(ulong GlobalSequence) : IFramePayload<SessionRetryGlobal>
{
    public static FrameTag Tag => FrameTag.SessionRetryGlobal;

    public static int MinimumSize => 8;

    public static SessionRetryGlobal Decode(ref WireReader reader) => new(reader.ReadUInt64());

    public void Encode(WireWriter writer) => writer.WriteUInt64(GlobalSequence);
}
