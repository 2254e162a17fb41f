using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Handshake;

/// <summary>The server's answer to a <see cref="CompressionRequest"/>.</summary>
public sealed record CompressionDone(bool Agreed, uint Method) : IFramePayload<CompressionDone>
{
    public static FrameTag Tag => FrameTag.CompressionDone;

    public static CompressionDone Decode(ref WireReader reader)
    {
        var agreed = reader.ReadBool();
        var method = reader.ReadUInt32();
        return new CompressionDone(agreed, method);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteBool(Agreed);
        writer.WriteUInt32(Method);
    }
}
