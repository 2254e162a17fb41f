using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Messenger.Protocol;

/// <summary>A message that has arrived, still encoded. Each arrives once and in the order in which it was sent.</summary>
public sealed record IncomingMessage(
    MessageHeader Header, ReadOnlyMemory<byte> Front, ReadOnlyMemory<byte> Middle, ReadOnlyMemory<byte> Data);
