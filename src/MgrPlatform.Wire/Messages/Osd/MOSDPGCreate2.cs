using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>A monitor tells an OSD to create placement groups that have no history.</summary>
/// <param name="Epoch">The OSD waits for this map by itself.</param>
public sealed record MOSDPGCreate2(uint Epoch, IReadOnlyDictionary<ShardedPgId, PgCreation> Pgs) : Message, IMessage<MOSDPGCreate2>
{
    private const ushort HistoryVersion = 2;

    public static MessageKind KindOf => new(MessageType.OsdPgCreate2, HistoryVersion);

    public override MessageKind Kind => KindOf;

    public static MOSDPGCreate2 Decode(ref WireReader front, ushort version)
    {
        var epoch = front.ReadUInt32();
        var pgs = front.ReadMap(Codecs.Of<ShardedPgId>(), Codecs.Of<PgCreation>());
        return new MOSDPGCreate2(epoch, pgs); // Histories may follow; a group of ours has none.
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUInt32(Epoch);
        writer.WriteMap(Pgs, Codecs.Of<ShardedPgId>(), Codecs.Of<PgCreation>());
        writer.WriteUInt32(0);
    }
}
