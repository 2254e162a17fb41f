using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>The manager tells an OSD to scrub placement groups that it leads.</summary>
public sealed record MOSDScrub2(Guid Fsid, uint Epoch, IReadOnlyList<ShardedPgId> Pgs, bool Repair, bool Deep)
    : Message, IMessage<MOSDScrub2>
{
    public static MessageKind KindOf => new(MessageType.OsdScrub2, 1);

    public override MessageKind Kind => KindOf;

    public static MOSDScrub2 Decode(ref WireReader front, ushort version)
    {
        var fsid = front.ReadUuid();
        var epoch = front.ReadUInt32();
        var pgs = front.ReadList<ShardedPgId>();
        var repair = front.ReadBool();
        var deep = front.ReadBool();
        return new MOSDScrub2(fsid, epoch, pgs, repair, deep);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUuid(Fsid);
        writer.WriteUInt32(Epoch);
        writer.WriteList(Pgs);
        writer.WriteBool(Repair);
        writer.WriteBool(Deep);
    }
}
