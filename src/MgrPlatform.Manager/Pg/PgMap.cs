using MgrPlatform.Manager.Pg.Accounting;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Pg;

/// <summary>
/// What OSDs report of their placement groups, held against the OSD map, with sums and rates. A report is only noted;
/// <see cref="Advance"/> and <see cref="Follow"/> take over what was noted, as Ceph's manager does with each tick and each map:
/// between two steps nothing that a reader sees changes. Pure and single-threaded; <see cref="Current"/> may be read by anyone.
/// </summary>
public sealed class PgMap
{
    // Ceph's monitors allow 65536; what a map says beyond this is not believed.
    private const uint GroupsPerPoolLimit = 1 << 20;

    private readonly PgMapOptions _options;
    private readonly UTime _started;
    private readonly SortedDictionary<long, PoolAccount> _pools = [];
    private readonly SortedDictionary<int, OsdStat> _osds = [];
    private readonly GroupTally _tally = new();
    private readonly StatDelta _delta;
    private readonly HashSet<int> _reported = [];

    // What was reported since the last step; bounded by what the OSD map has.
    private readonly Dictionary<PgId, PgStat> _newGroups = [];
    private readonly Dictionary<int, OsdStat> _newOsds = [];
    private readonly Dictionary<(long Pool, int Osd), StoreStatfs> _newStatfs = [];

    private OsdMap? _osdMap;
    private UTime _stamp;
    private bool _wasReady; // At the end of the last step.
    private long _version;

    public PgMap(PgMapOptions options, UTime started)
    {
        _options = options;
        _started = started;
        _delta = new StatDelta(options.SmoothIntervals);
        Current = PgMapSnapshot.Empty;
    }

    /// <summary>As of the last step.</summary>
    public PgMapSnapshot Current { get; private set; }

    /// <summary>
    /// Whether every OSD that is up has reported, or was waited for long enough. Until then nothing is sent to the monitors.
    /// </summary>
    public bool IsReady { get; private set; }

    /// <summary>Notes the report of an OSD whose session says that it is <paramref name="osd"/>.</summary>
    public PgReportResult Ingest(int osd, MPGStats report)
    {
        if (_osdMap is not { } map || !map.IsUp(osd))
        {
            return PgReportResult.Refused;
        }

        // An OSD that is out counts for nothing, but its sequence tells who waits for it that it lives.
        _newOsds[osd] = map.IsIn(osd) ? report.OsdStat : OsdStat.Zero with { Sequence = report.OsdStat.Sequence };
        var taken = 0;
        foreach (var (id, stat) in report.PgStats)
        {
            if (stat.ActingPrimary == osd && IsNewer(id, stat))
            {
                _newGroups[id] = stat;
                taken++;
            }
        }

        foreach (var (pool, statfs) in report.Pools)
        {
            if (_pools.ContainsKey(pool))
            {
                _newStatfs[(pool, osd)] = statfs;
            }
        }

        NoteReporter(osd, map);
        return new PgReportResult(taken, report.PgStats.Count - taken);
    }

    /// <summary>
    /// Takes over an OSD map: groups of pools that are gone go, those of new ones are unknown, those of primaries that are down are stale.
    /// </summary>
    public PgMapSnapshot Follow(OsdMap map, UTime now)
    {
        _osdMap = map;
        return Step(now, map, isNewMap: true);
    }

    /// <summary>Takes over what was reported. Call it with each tick (<c>mgr_tick_period</c>, 2 s), before the digest is made.</summary>
    public PgMapSnapshot Advance(UTime now)
    {
        if (_osdMap is not { } map)
        {
            return Current;
        }

        IsReady |= now.ToNanoseconds() - _started.ToNanoseconds() > _options.ReadinessLimit.Ticks * TimeSpan.NanosecondsPerTick;
        return Step(now, map, isNewMap: false);
    }

    private bool IsNewer(PgId id, PgStat stat)
    {
        if (!_pools.TryGetValue(id.Pool, out var pool) || id.Seed >= pool.Groups.Length)
        {
            return false;
        }

        var known = _newGroups.TryGetValue(id, out var noted) ? noted : pool.Groups[(int)id.Seed];
        return (stat.ReportedEpoch, stat.ReportedSequence).CompareTo((known.ReportedEpoch, known.ReportedSequence)) >= 0;
    }

    private void NoteReporter(int osd, OsdMap map)
    {
        if (!IsReady && _reported.Add(osd))
        {
            IsReady = Enumerable.Range(0, map.Client.OsdStates.Count).All(id => !map.IsUp(id) || _reported.Contains(id));
        }
    }

    private PgMapSnapshot Step(UTime now, OsdMap map, bool isNewMap)
    {
        var before = Total();
        foreach (var (_, pool) in _pools)
        {
            pool.BeginStep();
        }

        TakeNoted(map);
        if (isNewMap)
        {
            FollowOsds(map);
            FollowPools(map);
            MarkStale(map, now);
        }

        // While not all was known the sums of those who report late would look like a burst of writes.
        // Ceph looks only whether anything was.
        if (_wasReady && before.AsSpan().ContainsAnyExcept(0))
        {
            _delta.Add(before, Total(), now.ToNanoseconds() - _stamp.ToNanoseconds());
        }

        foreach (var (_, pool) in _pools)
        {
            pool.EndStep(now, _wasReady);
        }

        _wasReady = IsReady;
        _stamp = now;
        _version++;
        Current = Snapshot(map);
        return Current;
    }

    private long[] Total()
    {
        var total = new long[ObjectStatSum.Count];
        foreach (var (_, pool) in _pools)
        {
            var counts = pool.Counts;
            for (var i = 0; i < total.Length; i++)
            {
                total[i] = unchecked(total[i] + counts[i]);
            }
        }

        return total;
    }

    private void TakeNoted(OsdMap map)
    {
        foreach (var (id, stat) in _newGroups)
        {
            // The pool may have shrunk or gone since.
            if (_pools.TryGetValue(id.Pool, out var pool) && id.Seed < pool.Groups.Length)
            {
                pool.Set(id.Seed, stat);
            }
        }

        foreach (var ((id, osd), statfs) in _newStatfs)
        {
            if (_pools.TryGetValue(id, out var pool) && map.Exists(osd))
            {
                pool.SetStatfs(osd, statfs);
            }
        }

        foreach (var (osd, stat) in _newOsds)
        {
            _osds[osd] = stat;
        }

        _newGroups.Clear();
        _newStatfs.Clear();
        _newOsds.Clear();
    }

    private void FollowOsds(OsdMap map)
    {
        foreach (var (osd, stat) in _osds.ToArray())
        {
            if (!map.Exists(osd))
            {
                _osds.Remove(osd);
                foreach (var (_, pool) in _pools)
                {
                    pool.RemoveStatfs(osd);
                }
            }
            else if (!map.IsIn(osd))
            {
                if (stat.Statfs.Total != 0)
                {
                    _osds[osd] = OsdStat.Zero;
                }
            }
            else if (!map.IsUp(osd) && stat.OpQueueAgeHistogram.Count > 0)
            {
                _osds[osd] = stat with { OpQueueAgeHistogram = [] };
            }
        }

        foreach (var (osd, _) in Current.PgsByOsd)
        {
            if (!map.Exists(osd))
            {
                _tally.Forget(osd);
            }
        }
    }

    private void FollowPools(OsdMap map)
    {
        var modified = map.Client.Modified;
        foreach (var id in _pools.Keys.Where(id => !map.Client.Pools.ContainsKey(id)).ToArray())
        {
            _pools[id].Resize(0, modified);
            _pools.Remove(id);
        }

        foreach (var (id, settings) in map.Client.Pools)
        {
            if (!_pools.TryGetValue(id, out var pool))
            {
                _pools[id] = pool = new PoolAccount(id, _options, _tally);
            }

            pool.Resize((int)Math.Min(settings.PgCount, GroupsPerPoolLimit), modified);
        }
    }

    private void MarkStale(OsdMap map, UTime now)
    {
        foreach (var (_, pool) in _pools)
        {
            for (var seed = 0; seed < pool.Groups.Length; seed++)
            {
                var stat = pool.Groups[seed];
                if (stat.ActingPrimary != -1 && (stat.State & PgState.Stale) == 0 && !map.IsUp(stat.ActingPrimary))
                {
                    pool.Set((uint)seed, stat with { State = stat.State | PgState.Stale, LastUnstale = now });
                }
            }
        }
    }

    private PgMapSnapshot Snapshot(OsdMap map) => new(
        map,
        [.. _pools.Values.Select(static pool => pool.ToSnapshot())],
        new SortedList<int, OsdStat>(_osds))
    {
        Version = _version,
        Stamp = _stamp,
        IsReady = IsReady,
        PgCount = _tally.Total,
        ActivePgCount = _tally.Active,
        UnknownPgCount = _tally.Unknown,
        PgsByState = _tally.ByState(),
        PgsByOsd = _tally.ByOsd(),
        BlockedBy = _tally.BlockedBy(),
        Delta = _delta.ToStat(),
        DeltaDuration = UTime.FromNanoseconds(_delta.Nanoseconds),
    };
}
