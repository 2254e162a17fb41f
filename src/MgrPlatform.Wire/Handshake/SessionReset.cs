using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Handshake;

/// <summary>The server does not know the session: the client must open a new one.</summary>
/// <param name="Full">Whether the server has lost everything about the client, its own unsent messages included.</param>
public sealed record SessionReset(bool Full) : IFramePayload<SessionReset>
{
    public static FrameTag Tag => FrameTag.SessionReset;

    public static SessionReset Decode(ref WireReader reader) => new(reader.ReadBool());

    public void Encode(WireWriter writer) => writer.WriteBool(Full);
}
