using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>A librados client makes or removes a pool or a snapshot.</summary>
/// <param name="Operation">
/// 1 create, 2 delete, 3 change owner; 0x11 create snapshot, 0x12 remove it; 0x21, 0x22 the same for self-managed ones.
/// </param>
public sealed record MPoolOp(
    ulong PaxosVersion, Guid Fsid, uint Pool, uint Operation, ulong SnapId, string Name, short CrushRule) : Message, IMessage<MPoolOp>
{
    private const ushort CurrentVersion = 4;
    private const ushort OldestReaderVersion = 2;

    public static MessageKind KindOf => new(MessageType.PoolOperation, CurrentVersion, OldestReaderVersion);

    public override MessageKind Kind => KindOf;

    public static MPoolOp Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var fsid = front.ReadUuid();
        var pool = front.ReadUInt32();
        var operation = front.ReadUInt32();
        front.ReadUInt64(); // Once the owner.
        var snapId = front.ReadUInt64();
        var name = front.ReadString();
        front.ReadByte();
        var crushRule = version >= CurrentVersion ? front.ReadInt16() : (short)-1;
        return new MPoolOp(paxosVersion, fsid, pool, operation, snapId, name, crushRule);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUuid(Fsid);
        writer.WriteUInt32(Pool);
        writer.WriteUInt32(Operation);
        writer.WriteUInt64(0);
        writer.WriteUInt64(SnapId);
        writer.WriteString(Name);
        writer.WriteByte(0);
        writer.WriteInt16(CrushRule);
    }
}
