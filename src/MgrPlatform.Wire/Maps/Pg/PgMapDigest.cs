using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>
/// What the active manager tells the monitors of all placement groups; <c>ceph -s</c> and <c>ceph df</c> show it.
/// A monitor aborts on one that is malformed: decode your own before you send it.
/// </summary>
public sealed record PgMapDigest : IWireType<PgMapDigest>
{
    public const byte PacificVersion = 4;
    public const byte TentacleVersion = 5;
    private const byte OldestReader = 1;

    private static readonly Codec<SnapInterval[]> Snaps = Codecs.List(Codecs.Of<SnapInterval>());
    private static readonly Codec<PgId[]> PgIds = Codecs.List(Codecs.Of<PgId>());

    public static int MinimumSize => 6;

    public byte StructVersion { get; init; } = PacificVersion;

    public long PgCount { get; init; }

    public long ActivePgCount { get; init; }

    public long UnknownPgCount { get; init; }

    public long OsdCount { get; init; }

    /// <summary>In any order, as are all maps here that are keyed by a pool or a state: Ceph keeps them in hash tables.</summary>
    public IReadOnlyDictionary<int, PoolStat> Pools { get; init; } = ReadOnlyDictionary<int, PoolStat>.Empty;

    public PoolStat PoolSum { get; init; } = PoolStat.Zero;

    public OsdStat OsdSum { get; init; } = OsdStat.Zero;

    public IReadOnlyDictionary<ulong, int> PgsByState { get; init; } = ReadOnlyDictionary<ulong, int>.Empty;

    /// <summary>Has an entry for 2147483647, the OSD that is missing.</summary>
    public IReadOnlyDictionary<int, OsdPgCount> PgsByOsd { get; init; } = ReadOnlyDictionary<int, OsdPgCount>.Empty;

    public IReadOnlyDictionary<long, long> PgsByPool { get; init; } = ReadOnlyDictionary<long, long>.Empty;

    /// <summary>By OSD the sequence of its last report that is counted in.</summary>
    public IReadOnlyList<ulong> OsdLastSequence { get; init; } = [];

    public IReadOnlyDictionary<long, PoolStatDelta> PoolDeltas { get; init; } = ReadOnlyDictionary<long, PoolStatDelta>.Empty;

    /// <summary>By pool the time that its delta covers, a duration.</summary>
    public IReadOnlyDictionary<long, UTime> PoolDeltaDurations { get; init; } = ReadOnlyDictionary<long, UTime>.Empty;

    /// <summary>The change of <see cref="PoolSum"/>; a rate is this by <see cref="DeltaDuration"/>.</summary>
    public PoolStat PoolSumDelta { get; init; } = PoolStat.Zero;

    public UTime DeltaDuration { get; init; }

    public IReadOnlyDictionary<int, long> AvailableByRule { get; init; } = ReadOnlyDictionary<int, long>.Empty;

    public IReadOnlyDictionary<long, SnapInterval[]> PurgedSnaps { get; init; } = ReadOnlyDictionary<long, SnapInterval[]>.Empty;

    public IReadOnlyDictionary<string, OsdStat> OsdSumByClass { get; init; } = ReadOnlyDictionary<string, OsdStat>.Empty;

    public IReadOnlyDictionary<ulong, PgId[]> UnavailablePgs { get; init; } = ReadOnlyDictionary<ulong, PgId[]>.Empty;

    public static PgMapDigest Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(PacificVersion, TentacleVersion);
        var digest = new PgMapDigest
        {
            StructVersion = Math.Min(scope.Version, TentacleVersion),
            PgCount = reader.ReadInt64(),
            ActivePgCount = reader.ReadInt64(),
            UnknownPgCount = reader.ReadInt64(),
            OsdCount = reader.ReadInt64(),
            Pools = reader.ReadMap(Codecs.Int32, Codecs.Of<PoolStat>()),
            PoolSum = reader.Read<PoolStat>(),
            OsdSum = reader.Read<OsdStat>(),
            PgsByState = reader.ReadMap(Codecs.UInt64, Codecs.Int32),
            PgsByOsd = reader.ReadMap(Codecs.Int32, Codecs.Of<OsdPgCount>()),
            PgsByPool = reader.ReadMap(Codecs.Int64, Codecs.Int64),
            OsdLastSequence = reader.ReadList(Codecs.UInt64),
            PoolDeltas = reader.ReadMap(Codecs.Int64, Codecs.Of<PoolStatDelta>()),
            PoolDeltaDurations = reader.ReadMap(Codecs.Int64, Codecs.UTime),
            PoolSumDelta = reader.Read<PoolStat>(),
            DeltaDuration = reader.ReadUTime(),
            AvailableByRule = reader.ReadMap(Codecs.Int32, Codecs.Int64),
            PurgedSnaps = reader.ReadMap(Codecs.Int64, Snaps),
            OsdSumByClass = reader.ReadMap(Codecs.String, Codecs.Of<OsdStat>()),
            UnavailablePgs = scope.Version >= TentacleVersion
                ? reader.ReadMap(Codecs.UInt64, PgIds)
                : ReadOnlyDictionary<ulong, PgId[]>.Empty,
        };
        reader.EndStruct(scope);
        return digest;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(StructVersion, OldestReader);
        writer.WriteInt64(PgCount);
        writer.WriteInt64(ActivePgCount);
        writer.WriteInt64(UnknownPgCount);
        writer.WriteInt64(OsdCount);
        writer.WriteMap(Pools, Codecs.Int32, Codecs.Of<PoolStat>());
        writer.Write(PoolSum);
        writer.Write(OsdSum);
        writer.WriteMap(PgsByState, Codecs.UInt64, Codecs.Int32);
        writer.WriteMap(PgsByOsd, Codecs.Int32, Codecs.Of<OsdPgCount>());
        writer.WriteMap(PgsByPool, Codecs.Int64, Codecs.Int64);
        writer.WriteList(OsdLastSequence, Codecs.UInt64);
        writer.WriteMap(PoolDeltas, Codecs.Int64, Codecs.Of<PoolStatDelta>());
        writer.WriteMap(PoolDeltaDurations, Codecs.Int64, Codecs.UTime);
        writer.Write(PoolSumDelta);
        writer.WriteUTime(DeltaDuration);
        writer.WriteMap(AvailableByRule, Codecs.Int32, Codecs.Int64);
        writer.WriteMap(PurgedSnaps, Codecs.Int64, Snaps);
        writer.WriteMap(OsdSumByClass, Codecs.String, Codecs.Of<OsdStat>());
        if (StructVersion >= TentacleVersion)
        {
            writer.WriteMap(UnavailablePgs, Codecs.UInt64, PgIds);
        }

        writer.EndStruct(scope);
    }
}
