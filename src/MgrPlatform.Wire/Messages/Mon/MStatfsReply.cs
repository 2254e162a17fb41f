using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>Answers <see cref="MStatfs"/>.</summary>
public sealed record MStatfsReply(Guid Fsid, ulong MapVersion, ulong Kb, ulong KbUsed, ulong KbAvailable, ulong Objects)
    : Message, IMessage<MStatfsReply>
{
    public static MessageKind KindOf => new(MessageType.StatfsReply, 1);

    public override MessageKind Kind => KindOf;

    public static MStatfsReply Decode(ref WireReader front, ushort version)
    {
        var fsid = front.ReadUuid();
        var mapVersion = front.ReadUInt64();
        var kb = front.ReadUInt64();
        var kbUsed = front.ReadUInt64();
        var kbAvailable = front.ReadUInt64();
        var objects = front.ReadUInt64();
        return new MStatfsReply(fsid, mapVersion, kb, kbUsed, kbAvailable, objects);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUuid(Fsid);
        writer.WriteUInt64(MapVersion);
        writer.WriteUInt64(Kb);
        writer.WriteUInt64(KbUsed);
        writer.WriteUInt64(KbAvailable);
        writer.WriteUInt64(Objects);
    }
}
