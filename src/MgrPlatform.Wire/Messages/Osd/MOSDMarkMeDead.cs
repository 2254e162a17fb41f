using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>An OSD that has just started says that its last run is over, so that nobody need wait for that run's read leases.</summary>
/// <param name="Epoch">The epoch at whose end it was dead for certain.</param>
public sealed record MOSDMarkMeDead(ulong PaxosVersion, Guid Fsid, int Target, uint Epoch) : Message, IMessage<MOSDMarkMeDead>
{
    public static MessageKind KindOf => new(MessageType.OsdMarkMeDead, 1);

    public override MessageKind Kind => KindOf;

    public static MOSDMarkMeDead Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var fsid = front.ReadUuid();
        var target = front.ReadInt32();
        var epoch = front.ReadUInt32();
        return new MOSDMarkMeDead(paxosVersion, fsid, target, epoch);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUuid(Fsid);
        writer.WriteInt32(Target);
        writer.WriteUInt32(Epoch);
    }
}
