using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages;

/// <summary>The payload of a message: a front segment with its fields, and for some kinds a data segment.</summary>
public abstract record Message
{
    public abstract MessageKind Kind { get; }

    /// <summary>The data segment as it came, or to be sent. Not copied: it is valid as long as the frame's memory.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    public abstract void EncodeFront(WireWriter writer);

    /// <summary>The data segment to send to a peer with these features.</summary>
    public virtual ReadOnlyMemory<byte> EncodeData(Features features) => Data;
}
