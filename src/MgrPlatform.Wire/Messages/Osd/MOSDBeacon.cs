using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>An OSD is alive, and how far its placement groups are clean.</summary>
public sealed record MOSDBeacon(
    ulong PaxosVersion, IReadOnlyList<PgId> Pgs, uint MinLastEpochClean, UTime LastPurgedSnapsScrub, uint IntervalSeconds)
    : Message, IMessage<MOSDBeacon>
{
    private const ushort ScrubVersion = 2;
    private const ushort IntervalVersion = 3;
    private const uint DefaultInterval = 300;

    public static MessageKind KindOf => new(MessageType.OsdBeacon, IntervalVersion);

    public override MessageKind Kind => KindOf;

    public static MOSDBeacon Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var pgs = front.ReadList<PgId>();
        var minLastEpochClean = front.ReadUInt32();
        var scrub = version >= ScrubVersion ? front.ReadUTime() : UTime.Zero;
        var interval = version >= IntervalVersion ? front.ReadUInt32() : DefaultInterval;
        return new MOSDBeacon(paxosVersion, pgs, minLastEpochClean, scrub, interval);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteList(Pgs);
        writer.WriteUInt32(MinLastEpochClean);
        writer.WriteUTime(LastPurgedSnapsScrub);
        writer.WriteUInt32(IntervalSeconds);
    }
}
