using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Handshake;

/// <summary>
/// A client says whether it wants frames compressed. Only sent when both banners offer <see cref="ProtocolFeatures.Compression"/>.
/// </summary>
public sealed record CompressionRequest(bool Wanted, IReadOnlyList<uint> Methods) : IFramePayload<CompressionRequest>
{
    public static FrameTag Tag => FrameTag.CompressionRequest;

    public static CompressionRequest Decode(ref WireReader reader)
    {
        var wanted = reader.ReadBool();
        var methods = reader.ReadList(Codecs.UInt32);
        return new CompressionRequest(wanted, methods);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteBool(Wanted);
        writer.WriteList(Methods, Codecs.UInt32);
    }
}
