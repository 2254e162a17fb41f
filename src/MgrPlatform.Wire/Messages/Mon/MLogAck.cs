using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>The monitors have the sender's log lines up to a sequence number.</summary>
public sealed record MLogAck(Guid Fsid, ulong Last, string Channel) : Message, IMessage<MLogAck>
{
    public static MessageKind KindOf => new(MessageType.LogAck, 1);

    public override MessageKind Kind => KindOf;

    public static MLogAck Decode(ref WireReader front, ushort version)
    {
        var fsid = front.ReadUuid();
        var last = front.ReadUInt64();
        var channel = front.ReadString();
        return new MLogAck(fsid, last, channel);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUuid(Fsid);
        writer.WriteUInt64(Last);
        writer.WriteString(Channel);
    }
}
