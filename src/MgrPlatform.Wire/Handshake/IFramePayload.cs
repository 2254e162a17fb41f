using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Handshake;

/// <summary>What a control frame carries, and the tag that says so.</summary>
public interface IFramePayload<TSelf> : IWireType<TSelf>
    where TSelf : IFramePayload<TSelf>
{
    static abstract FrameTag Tag { get; }
}
