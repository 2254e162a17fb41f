using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Handshake;

/// <summary>A further message of the server's authentication method.</summary>
public sealed record AuthReplyMore(byte[] Payload) : IFramePayload<AuthReplyMore>
{
    public static FrameTag Tag => FrameTag.AuthReplyMore;

    public static AuthReplyMore Decode(ref WireReader reader) => new(reader.ReadBlob());

    public void Encode(WireWriter writer) => writer.WriteBlob(Payload);
}
