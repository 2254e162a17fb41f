using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>A monitor tells an OSD to create placement groups.</summary>
/// <param name="Epoch">The OSD waits for this map by itself.</param>
/// <param name="Histories">By group its history and past intervals. The official monitor sends them; an OSD takes a group without.</param>
public sealed record MOSDPGCreate2(
    uint Epoch,
    IReadOnlyDictionary<ShardedPgId, PgCreation> Pgs,
    IReadOnlyDictionary<ShardedPgId, (OpaqueStruct History, OpaqueStruct PastIntervals)> Histories) : Message, IMessage<MOSDPGCreate2>
{
    private const ushort HistoryVersion = 2;

    private static readonly Codec<(OpaqueStruct History, OpaqueStruct PastIntervals)> History =
        Codecs.Pair(Codecs.Of<OpaqueStruct>(), Codecs.Of<OpaqueStruct>());

    public static MessageKind KindOf => new(MessageType.OsdPgCreate2, HistoryVersion);

    public override MessageKind Kind => KindOf;

    public static MOSDPGCreate2 Decode(ref WireReader front, ushort version)
    {
        var epoch = front.ReadUInt32();
        var pgs = front.ReadMap(Codecs.Of<ShardedPgId>(), Codecs.Of<PgCreation>());
        IReadOnlyDictionary<ShardedPgId, (OpaqueStruct History, OpaqueStruct PastIntervals)> histories = version >= HistoryVersion
            ? front.ReadMap(Codecs.Of<ShardedPgId>(), History)
            : ReadOnlyDictionary<ShardedPgId, (OpaqueStruct History, OpaqueStruct PastIntervals)>.Empty;
        return new MOSDPGCreate2(epoch, pgs, histories);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUInt32(Epoch);
        writer.WriteMap(Pgs, Codecs.Of<ShardedPgId>(), Codecs.Of<PgCreation>());
        writer.WriteMap(Histories, Codecs.Of<ShardedPgId>(), History);
    }
}
