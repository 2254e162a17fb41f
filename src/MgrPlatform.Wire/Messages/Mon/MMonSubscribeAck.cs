using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>How long subscriptions hold without being renewed. No monitor since Pacific sends it; old clients wait for it.</summary>
public sealed record MMonSubscribeAck(uint IntervalSeconds, Guid Fsid) : Message, IMessage<MMonSubscribeAck>
{
    public static MessageKind KindOf => new(MessageType.MonSubscribeAck, 1);

    public override MessageKind Kind => KindOf;

    public static MMonSubscribeAck Decode(ref WireReader front, ushort version)
    {
        var interval = front.ReadUInt32();
        var fsid = front.ReadUuid();
        return new MMonSubscribeAck(interval, fsid);
    }

    public override void EncodeFront(WireWriter writer)
    {
        writer.WriteUInt32(IntervalSeconds);
        writer.WriteUuid(Fsid);
    }
}
