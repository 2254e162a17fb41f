using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Handshake;

/// <summary>From control frames to their payloads and back.</summary>
public static class FramePayloads
{
    public static Frame ToFrame<T>(this T payload)
        where T : IFramePayload<T> =>
        new(T.Tag, WireWriter.Encode(payload));

    /// <summary>The payload of a frame that is known to be a <typeparamref name="T"/>. What a newer peer appended is ignored.</summary>
    public static T Payload<T>(this in Frame frame)
        where T : IFramePayload<T>
    {
        if (frame.Tag != T.Tag)
        {
            throw new WireFormatException($"a frame of kind {frame.Tag} where {T.Tag} is due", 0);
        }

        var reader = new WireReader(frame.Head.Span);
        return T.Decode(ref reader);
    }
}
