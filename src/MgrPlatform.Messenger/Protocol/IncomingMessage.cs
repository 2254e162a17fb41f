using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Messages;

namespace MgrPlatform.Messenger.Protocol;

/// <summary>A message that has arrived, still encoded. Each arrives once and in the order in which it was sent.</summary>
public sealed record IncomingMessage(
    MessageHeader Header, ReadOnlyMemory<byte> Front, ReadOnlyMemory<byte> Middle, ReadOnlyMemory<byte> Data)
{
    /// <summary>What it says; an <see cref="UnknownMessage"/> if we do not know its kind.</summary>
    /// <exception cref="Wire.Encoding.WireFormatException">Let it pass out of the handler: the connection is closed then.</exception>
    public Message Decode() => MessageCodec.Decode(Header, Front, Middle, Data);

    /// <summary>
    /// Gives its memory back, for a handler that has many of its kind: nothing of it may be used any more, nor the bytes that a decoded
    /// message has from it (<see cref="Message.Data"/>, and all of an <see cref="UnknownMessage"/>).
    /// </summary>
    public void Recycle() => FrameMemory.Return(Front);
}
