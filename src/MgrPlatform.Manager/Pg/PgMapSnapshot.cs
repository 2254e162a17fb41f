using System.Collections.ObjectModel;
using MgrPlatform.Manager.Pg.Accounting;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Pg;

/// <summary>
/// The PG map after a step, with the OSD map that it was held against. Immutable; what costs more is made when first read.
/// </summary>
public sealed class PgMapSnapshot
{
    public static readonly PgMapSnapshot Empty =
        new(new OsdMap(new OsdMapClientPart(), new OsdMapDaemonPart(), 0), [], new SortedList<int, OsdStat>());

    private readonly Lazy<OsdStat> _osdSum;
    private readonly Lazy<IReadOnlyDictionary<string, OsdStat>> _osdSumByClass;
    private readonly Lazy<IReadOnlyDictionary<int, long>> _availableByRule;
    private readonly Lazy<IReadOnlyDictionary<long, SnapInterval[]>> _purgedSnaps;

    internal PgMapSnapshot(OsdMap osdMap, IReadOnlyList<PoolSnapshot> pools, IReadOnlyDictionary<int, OsdStat> osds)
    {
        OsdMap = osdMap;
        Pools = pools;
        Osds = osds;
        Sum = SumOf(pools);
        _osdSum = new(() => OsdSums.Of(osds.Values));
        _osdSumByClass = new(() => OsdSums.ByClass(osdMap, osds));
        _availableByRule = new(() => RuleSpace.Of(osdMap, osds));
        _purgedSnaps = new(() => SnapsPurged.Of(pools));
    }

    public OsdMap OsdMap { get; }

    /// <summary>One more with each step.</summary>
    public long Version { get; init; }

    public UTime Stamp { get; init; }

    /// <inheritdoc cref="PgMap.IsReady"/>
    public bool IsReady { get; init; }

    /// <summary>By number.</summary>
    public IReadOnlyList<PoolSnapshot> Pools { get; }

    /// <summary>What the OSDs told of themselves, by number.</summary>
    public IReadOnlyDictionary<int, OsdStat> Osds { get; }

    public int PgCount { get; init; }

    public int ActivePgCount { get; init; }

    public int UnknownPgCount { get; init; }

    /// <summary>By state's bits.</summary>
    public IReadOnlyDictionary<PgState, int> PgsByState { get; init; } = ReadOnlyDictionary<PgState, int>.Empty;

    /// <summary>By OSD; 2147483647 is the one that is missing.</summary>
    public IReadOnlyDictionary<int, OsdPgCount> PgsByOsd { get; init; } = ReadOnlyDictionary<int, OsdPgCount>.Empty;

    /// <summary>By OSD how many groups wait for it to peer.</summary>
    public IReadOnlyDictionary<int, int> BlockedBy { get; init; } = ReadOnlyDictionary<int, int>.Empty;

    /// <summary>Of all pools. What the stores use is not in it, as in Ceph.</summary>
    public PoolStat Sum { get; }

    public PoolStat Delta { get; init; } = PoolStat.Zero;

    public UTime DeltaDuration { get; init; }

    public OsdStat OsdSum => _osdSum.Value;

    public IReadOnlyDictionary<string, OsdStat> OsdSumByClass => _osdSumByClass.Value;

    /// <summary>By CRUSH rule that a pool uses the bytes that can be written until the first OSD is full, all copies counted.</summary>
    public IReadOnlyDictionary<int, long> AvailableByRule => _availableByRule.Value;

    /// <summary>By pool the snapshots that are purged from all of its groups.</summary>
    public IReadOnlyDictionary<long, SnapInterval[]> PurgedSnaps => _purgedSnaps.Value;

    /// <summary>All groups, by pool and number.</summary>
    public IEnumerable<KeyValuePair<PgId, PgStat>> Groups
    {
        get
        {
            foreach (var pool in Pools)
            {
                for (var seed = 0; seed < pool.Groups.Count; seed++)
                {
                    yield return new(new PgId(pool.Id, (uint)seed), pool.Groups[seed]);
                }
            }
        }
    }

    public PoolSnapshot? PoolOf(long id)
    {
        foreach (var pool in Pools)
        {
            if (pool.Id == id)
            {
                return pool;
            }
        }

        return null;
    }

    public PgStat? Find(PgId id) => PoolOf(id.Pool) is { } pool && id.Seed < pool.Groups.Count ? pool.Groups[(int)id.Seed] : null;

    /// <summary>As <c>ceph pg getmap</c> hands it out.</summary>
    public PgMapImage ToImage() => new()
    {
        MapVersion = (ulong)Version,
        Groups = new OrderedDictionary<PgId, PgStat>(Groups),
        Osds = Osds,
        Stamp = Stamp,
        PoolStatfs = new OrderedDictionary<(long Pool, int Osd), StoreStatfs>(
            Pools.SelectMany(static pool => pool.Statfs.OrderBy(static used => used.Key)
                .Select(used => KeyValuePair.Create((pool.Id, used.Key), used.Value)))),
    };

    private static PoolStat SumOf(IReadOnlyList<PoolSnapshot> pools)
    {
        var counts = new long[ObjectStatSum.Count];
        long logSize = 0, ondiskLogSize = 0;
        int up = 0, acting = 0;
        foreach (var pool in pools)
        {
            pool.Sum.Stats.AddTo(counts);
            logSize += pool.Sum.LogSize;
            ondiskLogSize += pool.Sum.OndiskLogSize;
            up += pool.Sum.Up;
            acting += pool.Sum.Acting;
        }

        return new PoolStat(ObjectStatSum.From(counts), logSize, ondiskLogSize, up, acting, StoreStatfs.Zero, 0);
    }
}
