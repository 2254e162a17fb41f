using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Pg.Digest;

/// <summary>What the monitors are told of the PG map.</summary>
public static class DigestBuilder
{
    /// <param name="release">Of the monitors: those of 20 read one map more.</param>
    /// <param name="stuckThreshold"><c>mon_pg_stuck_threshold</c>, for that map.</param>
    public static PgMapDigest Build(PgMapSnapshot map, Release release, UTime now, TimeSpan stuckThreshold) => new()
    {
        StructVersion = release >= Release.Tentacle ? PgMapDigest.TentacleVersion : PgMapDigest.PacificVersion,
        PgCount = map.PgCount,
        ActivePgCount = map.ActivePgCount,
        UnknownPgCount = map.UnknownPgCount,
        OsdCount = map.Osds.Count,
        Pools = new SortedList<int, PoolStat>(map.Pools.ToDictionary(static pool => (int)pool.Id, static pool => pool.Sum)),
        PoolSum = map.Sum,
        OsdSum = map.OsdSum,
        PgsByState = new SortedList<ulong, int>(map.PgsByState.ToDictionary(static pair => (ulong)pair.Key, static pair => pair.Value)),
        PgsByOsd = map.PgsByOsd,
        PgsByPool = new SortedList<long, long>(map.Pools.ToDictionary(static pool => pool.Id, static pool => (long)pool.Groups.Count)),
        OsdLastSequence = Sequences(map),
        PoolDeltas = new SortedList<long, PoolStatDelta>(
            map.Pools.Where(static pool => pool.Delta is not null).ToDictionary(static pool => pool.Id, static pool => pool.Delta!)),
        PoolDeltaDurations = new SortedList<long, UTime>(
            map.Pools.Where(static pool => pool.Delta is not null).ToDictionary(static pool => pool.Id, static pool => pool.DeltaDuration)),
        PoolSumDelta = map.Delta,
        DeltaDuration = map.DeltaDuration,
        AvailableByRule = map.AvailableByRule,
        PurgedSnaps = map.PurgedSnaps,
        OsdSumByClass = map.OsdSumByClass,
        UnavailablePgs = release >= Release.Tentacle ? Unavailable(map, now, stuckThreshold) : new SortedList<ulong, PgId[]>(),
    };

    private static ulong[] Sequences(PgMapSnapshot map)
    {
        var sequences = new ulong[map.Osds.Count == 0 ? 0 : map.Osds.Keys.Max() + 1];
        foreach (var (osd, stat) in map.Osds)
        {
            sequences[osd] = stat.Sequence;
        }

        return sequences;
    }

    /// <summary>By pool, also an empty one, the groups that have been inactive or stale for too long, or miss objects.</summary>
    private static SortedList<ulong, PgId[]> Unavailable(PgMapSnapshot map, UTime now, TimeSpan stuckThreshold)
    {
        var cutoff = UTime.FromNanoseconds(now.ToNanoseconds() - (stuckThreshold.Ticks * TimeSpan.NanosecondsPerTick));
        var unavailable = new SortedList<ulong, PgId[]>();
        foreach (var pool in map.Pools)
        {
            unavailable[(ulong)pool.Id] = [.. pool.Groups
                .Select((stat, seed) => (Stat: stat, Id: new PgId(pool.Id, (uint)seed)))
                .Where(group => IsUnavailable(group.Stat, cutoff))
                .Select(static group => group.Id)];
        }

        return unavailable;
    }

    private static bool IsUnavailable(PgStat stat, UTime cutoff) =>
        ((stat.State & PgState.Active) == 0 && stat.LastActive < cutoff)
        || ((stat.State & PgState.Stale) != 0 && stat.LastUnstale < cutoff)
        || stat.Stats[ObjectStat.ObjectsUnfound] != 0;
}
