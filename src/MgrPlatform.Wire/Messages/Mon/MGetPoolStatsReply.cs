using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>Answers <see cref="MGetPoolStats"/>.</summary>
/// <param name="PerPool">Whether the stores account for each pool by itself.</param>
public sealed record MGetPoolStatsReply(ulong PaxosVersion, Guid Fsid, IReadOnlyDictionary<string, PoolStat> Pools, bool PerPool)
    : Message, IMessage<MGetPoolStatsReply>
{
    private const ushort PerPoolVersion = 2;

    public static MessageKind KindOf => new(MessageType.GetPoolStatsReply, PerPoolVersion);

    public override MessageKind Kind => KindOf;

    public static MGetPoolStatsReply Decode(ref WireReader front, ushort version)
    {
        var paxosVersion = PaxosField.Read(ref front);
        var fsid = front.ReadUuid();
        var pools = front.ReadMap(Codecs.String, Codecs.Of<PoolStat>());
        var perPool = version >= PerPoolVersion && front.ReadBool();
        return new MGetPoolStatsReply(paxosVersion, fsid, pools, perPool);
    }

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUuid(Fsid);
        writer.WriteMap(Pools, Codecs.String, Codecs.Of<PoolStat>());
        writer.WriteBool(PerPool);
    }
}
