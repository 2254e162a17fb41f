using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Handshake;

/// <summary>The server has seen a later attempt to take up this session: try again with a connect sequence above this one.</summary>
public sealed record SessionRetry(ulong ConnectSequence) : IFramePayload<SessionRetry>
{
    public static FrameTag Tag => FrameTag.SessionRetry;

    public static int MinimumSize => 8;

    public static SessionRetry Decode(ref WireReader reader) => new(reader.ReadUInt64());

    public void Encode(WireWriter writer) => writer.WriteUInt64(ConnectSequence);
}
