using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>The leader compares the monitors' clocks.</summary>
/// <param name="Skews">By rank, in seconds.</param>
/// <param name="Latencies">By rank, in seconds.</param>
public sealed record MTimeCheck2(
    TimeCheckOperation Operation,
    ulong Epoch,
    ulong Round,
    UTime Timestamp,
    IReadOnlyDictionary<int, double> Skews,
    IReadOnlyDictionary<int, double> Latencies) : Message, IMessage<MTimeCheck2>
{
    public static MessageKind KindOf => new(MessageType.TimeCheck2, 1);

    public override MessageKind Kind => KindOf;

    public static MTimeCheck2 Decode(ref WireReader front, ushort version)
    {
        var operation = (TimeCheckOperation)front.ReadInt32();
        var epoch = front.ReadUInt64();
        var round = front.ReadUInt64();
        var timestamp = front.ReadUTime();
        var skews = front.ReadMap(Codecs.Int32, Codecs.Double);
        var latencies = front.ReadMap(Codecs.Int32, Codecs.Double);
        return new MTimeCheck2(operation, epoch, round, timestamp, skews, latencies);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteInt32((int)Operation);
        writer.WriteUInt64(Epoch);
        writer.WriteUInt64(Round);
        writer.WriteUTime(Timestamp);
        writer.WriteMap(Skews, Codecs.Int32, Codecs.Double);
        writer.WriteMap(Latencies, Codecs.Int32, Codecs.Double);
    }
}
