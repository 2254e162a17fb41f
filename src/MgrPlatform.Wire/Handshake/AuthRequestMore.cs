using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Handshake;

/// <summary>A further message of the client's authentication method.</summary>
public sealed record AuthRequestMore(byte[] Payload) : IFramePayload<AuthRequestMore>
{
    public static FrameTag Tag => FrameTag.AuthRequestMore;

    public static AuthRequestMore Decode(ref WireReader reader) => new(reader.ReadBlob());

    public void Encode(WireWriter writer) => writer.WriteBlob(Payload);
}
