using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Handshake;

/// <summary>Both sides connected to each other at once and the server's own attempt goes first: wait for it.</summary>
public sealed record Wait : IFramePayload<Wait>
{
    public static FrameTag Tag => FrameTag.Wait;

    public static Wait Decode(ref WireReader reader) => new();

    public void Encode(WireWriter writer)
    {
    }
}
