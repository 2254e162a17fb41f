using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Handshake;

/// <summary>A proof that nobody changed the bytes before it. Covers everything that its sender has received so far.</summary>
public sealed record AuthSignature(byte[] Signature) : IFramePayload<AuthSignature>
{
    public const int Size = 32;

    public static FrameTag Tag => FrameTag.AuthSignature;

    public static int MinimumSize => Size;

    public static AuthSignature Decode(ref WireReader reader) => new(reader.ReadBytes(Size).ToArray());

    public void Encode(WireWriter writer) => writer.WriteBytes(Signature);
}
