using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>An OSD that stops asks to be marked down; the monitor sends the same message back once it is.</summary>
/// <param name="DownAndDead">It will not come back in this start, so nobody need wait for its read leases.</param>
public sealed record MOSDMarkMeDown(
    ulong PaxosVersion, Guid Fsid, int Target, EntityAddressVector Addresses, uint Epoch, bool RequestAck, bool DownAndDead)
    : Message, IMessage<MOSDMarkMeDown>
{
    private const ushort DeadVersion = 4;
    private const ushort OldestReaderVersion = 3;

    public static MessageKind KindOf => new(MessageType.OsdMarkMeDown, DeadVersion, OldestReaderVersion);

    public override MessageKind Kind => KindOf;

    public static MOSDMarkMeDown Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var fsid = front.ReadUuid();
        var target = front.ReadInt32();
        var addresses = front.Read<EntityAddressVector>();
        var epoch = front.ReadUInt32();
        var requestAck = front.ReadBool();
        var downAndDead = version >= DeadVersion && front.ReadBool();
        return new MOSDMarkMeDown(paxosVersion, fsid, target, addresses, epoch, requestAck, downAndDead);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUuid(Fsid);
        writer.WriteInt32(Target);
        writer.Write(Addresses);
        writer.WriteUInt32(Epoch);
        writer.WriteBool(RequestAck);
        writer.WriteBool(DownAndDead);
    }
}
