using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>An OSD's own state, and of the placement groups that it leads those that have changed.</summary>
public sealed record MPGStats : Message, IMessage<MPGStats>
{
    private const ushort PoolsVersion = 2;

    public static MessageKind KindOf => new(MessageType.PgStats, PoolsVersion);

    public override MessageKind Kind => KindOf;

    public ulong PaxosVersion { get; init; }

    public Guid Fsid { get; init; }

    public OsdStat OsdStat { get; init; } = OsdStat.Zero;

    public IReadOnlyDictionary<PgId, PgStat> PgStats { get; init; } = ReadOnlyDictionary<PgId, PgStat>.Empty;

    public uint Epoch { get; init; }

    /// <summary>Dead; zero.</summary>
    public UTime HadMapFor { get; init; }

    /// <summary>By pool what the OSD's store uses for it; empty when the store does not account by pool.</summary>
    public IReadOnlyDictionary<long, StoreStatfs> Pools { get; init; } = ReadOnlyDictionary<long, StoreStatfs>.Empty;

    public static MPGStats Decode(ref WireReader front, ushort version) => new()
    {
        PaxosVersion = PaxosField.Read(ref front),
        Fsid = front.ReadUuid(),
        OsdStat = front.Read<OsdStat>(),
        PgStats = front.ReadMap(Codecs.Of<PgId>(), Codecs.Of<PgStat>()),
        Epoch = front.ReadUInt32(),
        HadMapFor = front.ReadUTime(),
        Pools = version >= PoolsVersion
            ? front.ReadMap(Codecs.Int64, Codecs.Of<StoreStatfs>())
            : ReadOnlyDictionary<long, StoreStatfs>.Empty,
    };

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.WriteUuid(Fsid);
        writer.Write(OsdStat);
        writer.WriteMap(PgStats, Codecs.Of<PgId>(), Codecs.Of<PgStat>());
        writer.WriteUInt32(Epoch);
        writer.WriteUTime(HadMapFor);
        writer.WriteMap(Pools, Codecs.Int64, Codecs.Of<StoreStatfs>());
    }
}
