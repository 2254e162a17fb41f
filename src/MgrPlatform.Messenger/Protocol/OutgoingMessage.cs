using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Messenger.Protocol;

/// <summary>
/// A message to send, encoded. Its bytes must not change until it is sent, and in a lossless session until it is acknowledged.
/// </summary>
public sealed record OutgoingMessage(
    ushort Type,
    ushort Version,
    ushort OldestReader,
    ReadOnlyMemory<byte> Front,
    ReadOnlyMemory<byte> Middle = default,
    ReadOnlyMemory<byte> Data = default,
    ulong TransactionId = 0,
    ushort Priority = MessageHeader.DefaultPriority)
{
    public int Length => Front.Length + Middle.Length + Data.Length;

    internal Frame ToFrame(ulong sequence, ulong acknowledged)
    {
        var header = new MessageHeader(sequence, TransactionId, Type, Priority, Version, OldestReader, acknowledged);
        return new Frame(FrameTag.Message, Wire.Encoding.WireWriter.Encode(header), Front, Middle, Data);
    }
}
