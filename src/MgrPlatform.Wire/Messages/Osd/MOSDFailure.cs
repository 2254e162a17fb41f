using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>An OSD says that another one does not answer, or does again.</summary>
/// <param name="FailedForSeconds">Since when.</param>
public sealed record MOSDFailure(
    ulong PaxosVersion, Guid Fsid, int Target, EntityAddressVector TargetAddresses, uint Epoch, OsdFailureFlags Flags, int FailedForSeconds)
    : Message, IMessage<MOSDFailure>
{
    private const ushort CurrentVersion = 4;

    public static MessageKind KindOf => new(MessageType.OsdFailure, CurrentVersion, CurrentVersion);

    public override MessageKind Kind => KindOf;

    public static MOSDFailure Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var fsid = front.ReadUuid();
        var target = front.ReadInt32();
        var addresses = front.Read<EntityAddressVector>();
        var epoch = front.ReadUInt32();
        var flags = (OsdFailureFlags)front.ReadByte();
        var failedFor = front.ReadInt32();
        return new MOSDFailure(paxosVersion, fsid, target, addresses, epoch, flags, failedFor);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUuid(Fsid);
        writer.WriteInt32(Target);
        writer.Write(TargetAddresses);
        writer.WriteUInt32(Epoch);
        writer.WriteByte((byte)Flags);
        writer.WriteInt32(FailedForSeconds);
    }
}
