using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>Asks for the usage of pools by name.</summary>
public sealed record MGetPoolStats(ulong PaxosVersion, Guid Fsid, IReadOnlyList<string> Pools) : Message, IMessage<MGetPoolStats>
{
    public static MessageKind KindOf => new(MessageType.GetPoolStats, 1);

    public override MessageKind Kind => KindOf;

    public static MGetPoolStats Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var fsid = front.ReadUuid();
        var pools = front.ReadList(Codecs.String);
        return new MGetPoolStats(paxosVersion, fsid, pools);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUuid(Fsid);
        writer.WriteList(Pools, Codecs.String);
    }
}
