using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>
/// A whole message inside another one, in the layout of the legacy protocol: a header, a footer, and the three segments.
/// The checksums in it are not ours to check: the frame round it has its own.
/// </summary>
public sealed record EnclosedMessage : IWireType<EnclosedMessage>
{
    // Of a message that is whole.
    private const byte Complete = 1;

    // The legacy protocol's checksums begin at zero.
    private const uint ChecksumSeed = 0;

    public static int MinimumSize => 53 + 13 + 12;

    public ulong Sequence { get; init; }

    public ulong TransactionId { get; init; }

    public MessageType Type { get; init; }

    public ushort Priority { get; init; }

    public ushort Version { get; init; }

    public ushort DataOffset { get; init; }

    public EntityInstance Source { get; init; }

    public ushort OldestReader { get; init; }

    public ushort Reserved { get; init; }

    public uint HeaderChecksum { get; init; }

    public uint FrontChecksum { get; init; }

    public uint MiddleChecksum { get; init; }

    public uint DataChecksum { get; init; }

    public byte Flags { get; init; }

    public byte[] Front { get; init; } = [];

    public byte[] Middle { get; init; } = [];

    public byte[] Data { get; init; } = [];

    public static EnclosedMessage Of(Message message, ulong transactionId, EntityInstance source, Features features)
    {
        var front = MessageCodec.EncodeFront(message, features);
        var data = message.EncodeData(features).ToArray();
        var enclosed = new EnclosedMessage
        {
            TransactionId = transactionId,
            Type = message.Kind.Type,
            Version = message.Kind.Version,
            Source = source,
            OldestReader = message.Kind.OldestReader,
            FrontChecksum = Crc32C.Append(ChecksumSeed, front),
            DataChecksum = Crc32C.Append(ChecksumSeed, data),
            Flags = Complete,
            Front = front,
            Data = data,
        };
        return enclosed with { HeaderChecksum = enclosed.ComputeHeaderChecksum() };
    }

    /// <summary>What <see cref="HeaderChecksum"/> should be.</summary>
    public uint ComputeHeaderChecksum()
    {
        var writer = new WireWriter();
        EncodeHeader(writer);
        return Crc32C.Append(ChecksumSeed, writer.Written);
    }

    public Message Open() => MessageCodec.Decode(Type, Version, OldestReader, Front, Middle, Data);

    public static EnclosedMessage Decode(ref WireReader reader)
    {
        var message = new EnclosedMessage
        {
            Sequence = reader.ReadUInt64(),
            TransactionId = reader.ReadUInt64(),
            Type = (MessageType)reader.ReadUInt16(),
            Priority = reader.ReadUInt16(),
            Version = reader.ReadUInt16(),
        };
        reader.Skip(3 * sizeof(uint)); // The segments' lengths, which stand before each as well.
        return message with
        {
            DataOffset = reader.ReadUInt16(),
            Source = reader.Read<EntityInstance>(),
            OldestReader = reader.ReadUInt16(),
            Reserved = reader.ReadUInt16(),
            HeaderChecksum = reader.ReadUInt32(),
            FrontChecksum = reader.ReadUInt32(),
            MiddleChecksum = reader.ReadUInt32(),
            DataChecksum = reader.ReadUInt32(),
            Flags = reader.ReadByte(),
            Front = reader.ReadBlob(),
            Middle = reader.ReadBlob(),
            Data = reader.ReadBlob(),
        };
    }

    public void Encode(WireWriter writer)
    {
        EncodeHeader(writer);
        writer.WriteUInt32(HeaderChecksum);
        writer.WriteUInt32(FrontChecksum);
        writer.WriteUInt32(MiddleChecksum);
        writer.WriteUInt32(DataChecksum);
        writer.WriteByte(Flags);
        writer.WriteBlob(Front);
        writer.WriteBlob(Middle);
        writer.WriteBlob(Data);
    }

    private void EncodeHeader(WireWriter writer)
    {
        writer.WriteUInt64(Sequence);
        writer.WriteUInt64(TransactionId);
        writer.WriteUInt16((ushort)Type);
        writer.WriteUInt16(Priority);
        writer.WriteUInt16(Version);
        writer.WriteUInt32((uint)Front.Length);
        writer.WriteUInt32((uint)Middle.Length);
        writer.WriteUInt32((uint)Data.Length);
        writer.WriteUInt16(DataOffset);
        writer.Write(Source);
        writer.WriteUInt16(OldestReader);
        writer.WriteUInt16(Reserved);
    }
}
