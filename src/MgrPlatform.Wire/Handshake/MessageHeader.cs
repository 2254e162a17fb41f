using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Handshake;

/// <summary>The head of a message frame (Ceph's <c>ceph_msg_header2</c>).</summary>
/// <param name="Sequence">Starts at 1 in a session and goes up by one.</param>
/// <param name="TransactionId">An answer repeats its question's.</param>
/// <param name="Version">The layout of the fields; the receiver decodes by it.</param>
/// <param name="OldestReader">A receiver that knows only older layouts must refuse the message.</param>
/// <param name="Acknowledged">The last message that the sender has received.</param>
public sealed record MessageHeader(
    ulong Sequence,
    ulong TransactionId,
    ushort Type,
    ushort Priority,
    ushort Version,
    ushort OldestReader,
    ulong Acknowledged,
    byte Flags = MessageHeader.DefaultFlags) : IWireType<MessageHeader>
{
    public const ushort DefaultPriority = 127;
    public const ushort HighPriority = 196;

    /// <summary>What every real daemon sends.</summary>
    public const byte DefaultFlags = 3;

    public static int MinimumSize => 41;

    public static MessageHeader Decode(ref WireReader reader)
    {
        var sequence = reader.ReadUInt64();
        var transactionId = reader.ReadUInt64();
        var type = reader.ReadUInt16();
        var priority = reader.ReadUInt16();
        var version = reader.ReadUInt16();
        reader.ReadUInt32(); // Padding before the data segment, an optimisation that nobody uses.
        reader.ReadUInt16(); // Where the data should lie in a page, likewise.
        var acknowledged = reader.ReadUInt64();
        var flags = reader.ReadByte();
        var oldestReader = reader.ReadUInt16();
        reader.ReadUInt16();
        return new MessageHeader(sequence, transactionId, type, priority, version, oldestReader, acknowledged, flags);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt64(Sequence);
        writer.WriteUInt64(TransactionId);
        writer.WriteUInt16(Type);
        writer.WriteUInt16(Priority);
        writer.WriteUInt16(Version);
        writer.WriteUInt32(0);
        writer.WriteUInt16(0);
        writer.WriteUInt64(Acknowledged);
        writer.WriteByte(Flags);
        writer.WriteUInt16(OldestReader);
        writer.WriteUInt16(0);
    }
}
