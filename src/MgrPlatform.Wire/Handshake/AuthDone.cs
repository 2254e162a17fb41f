using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Handshake;

/// <summary>The server has accepted the client.</summary>
/// <param name="Mode">The server's choice among the client's connection modes.</param>
/// <param name="Payload">The method's own last message.</param>
public sealed record AuthDone(ulong GlobalId, ConnectionMode Mode, byte[] Payload) : IFramePayload<AuthDone>
{
    public static FrameTag Tag => FrameTag.AuthDone;

    public static AuthDone Decode(ref WireReader reader)
    {
        var globalId = reader.ReadUInt64();
        var mode = (ConnectionMode)reader.ReadUInt32();
        var payload = reader.ReadBlob();
        return new AuthDone(globalId, mode, payload);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt64(GlobalId);
        writer.WriteUInt32((uint)Mode);
        writer.WriteBlob(Payload);
    }
}
