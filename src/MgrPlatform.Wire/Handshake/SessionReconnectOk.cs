using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Handshake;

/// <summary>
/// The session goes on. The number is the last message that the server received; the client sends again what came after it.
/// </summary>
public sealed record SessionReconnectOk(ulong MessageSequence) : IFramePayload<SessionReconnectOk>
{
    public static FrameTag Tag => FrameTag.SessionReconnectOk;

    public static int MinimumSize => 8;

    public static SessionReconnectOk Decode(ref WireReader reader) => new(reader.ReadUInt64());

    public void Encode(WireWriter writer) => writer.WriteUInt64(MessageSequence);
}
