using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>The manager tells an OSD which groups to recover first. Known from sources only.</summary>
/// <param name="Options">1 recovery, 2 backfill, 4 cancel.</param>
public sealed record MOSDForceRecovery(Guid Fsid, IReadOnlyList<ShardedPgId> Pgs, byte Options) : Message, IMessage<MOSDForceRecovery>
{
    private const ushort CurrentVersion = 2;

    public static MessageKind KindOf => new(MessageType.OsdForceRecovery, CurrentVersion, CurrentVersion);

    public override MessageKind Kind => KindOf;

    public static MOSDForceRecovery Decode(ref WireReader front, ushort version)
    {
        var fsid = front.ReadUuid();
        var pgs = front.ReadList<ShardedPgId>();
        var options = front.ReadByte();
        return new MOSDForceRecovery(fsid, pgs, options);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUuid(Fsid);
        writer.WriteList(Pgs);
        writer.WriteByte(Options);
    }
}
