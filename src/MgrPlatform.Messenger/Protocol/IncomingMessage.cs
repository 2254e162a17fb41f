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
}
