using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>Asks how full the cluster is, or one of its pools.</summary>
public sealed record MStatfs(ulong PaxosVersion, Guid Fsid, long? DataPool) : Message, IMessage<MStatfs>
{
    private const ushort DataPoolVersion = 2;

    public static MessageKind KindOf => new(MessageType.Statfs, DataPoolVersion);

    public override MessageKind Kind => KindOf;

    public static MStatfs Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var fsid = front.ReadUuid();
        var dataPool = version >= DataPoolVersion ? front.ReadOptionalValue(Codecs.Int64) : null;
        return new MStatfs(paxosVersion, fsid, dataPool);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUuid(Fsid);
        writer.WriteOptionalValue(DataPool, Codecs.Int64);
    }
}
