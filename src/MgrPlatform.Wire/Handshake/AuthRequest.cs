using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Handshake;

/// <summary>A client's first word of authentication.</summary>
/// <param name="Modes">The connection modes that the client accepts, the preferred one first.</param>
/// <param name="Payload">The method's own first message.</param>
public sealed record AuthRequest(AuthMethod Method, IReadOnlyList<uint> Modes, byte[] Payload) : IFramePayload<AuthRequest>
{
    public static FrameTag Tag => FrameTag.AuthRequest;

    public static AuthRequest Decode(ref WireReader reader)
    {
        var method = (AuthMethod)reader.ReadUInt32();
        var modes = reader.ReadList(Codecs.UInt32);
        var payload = reader.ReadBlob();
        return new AuthRequest(method, modes, payload);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt32((uint)Method);
        writer.WriteList(Modes, Codecs.UInt32);
        writer.WriteBlob(Payload);
    }
}
