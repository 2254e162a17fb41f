using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>Answers <see cref="MPoolOp"/>.</summary>
/// <param name="Result">Zero, or a negative errno.</param>
/// <param name="Epoch">The OSD map in which it is done.</param>
/// <param name="Response">The number of a new self-managed snapshot, as its bytes.</param>
public sealed record MPoolOpReply(ulong PaxosVersion, Guid Fsid, int Result, uint Epoch, byte[]? Response) : Message, IMessage<MPoolOpReply>
{
    public static MessageKind KindOf => new(MessageType.PoolOperationReply, 1);

    public override MessageKind Kind => KindOf;

    public static MPoolOpReply Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var fsid = front.ReadUuid();
        var result = front.ReadInt32();
        var epoch = front.ReadUInt32();
        var response = front.ReadOptional(Codecs.Blob);
        return new MPoolOpReply(paxosVersion, fsid, result, epoch, response);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUuid(Fsid);
        writer.WriteInt32(Result);
        writer.WriteUInt32(Epoch);
        writer.WriteOptional(Response, Codecs.Blob);
    }
}
