using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Handshake;

/// <summary>The server refuses a session: the client lacks features that it requires.</summary>
public sealed record IdentMissingFeatures(Features Missing) : IFramePayload<IdentMissingFeatures>
{
    public static FrameTag Tag => FrameTag.IdentMissingFeatures;

    public static IdentMissingFeatures Decode(ref WireReader reader) => new((Features)reader.ReadUInt64());

    public void Encode(WireWriter writer) => writer.WriteUInt64((ulong)Missing);
}
