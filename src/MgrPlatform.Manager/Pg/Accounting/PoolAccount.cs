using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Pg.Accounting;

/// <summary>A pool's placement groups and their sums, kept up with each change.</summary>
internal sealed class PoolAccount(long id, PgMapOptions options, GroupTally tally)
{
    private readonly long[] _counts = new long[ObjectStatSum.Count];
    private readonly long[] _countsBefore = new long[ObjectStatSum.Count];
    private readonly Dictionary<PgState, int> _byState = [];
    private readonly Dictionary<int, StoreStatfs> _statfs = [];
    private readonly StatDelta _delta = new(options.SmoothIntervals);
    private PgStat[] _groups = [];
    private bool _isShared; // A snapshot reads the array: the next change is made to a copy.
    private bool _hadBefore;
    private UTime _deltaStamp;
    private long _logSize;
    private long _ondiskLogSize;
    private int _up;
    private int _acting;

    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>By number in the pool.</summary>
    public ReadOnlySpan<PgStat> Groups => _groups;

    /// <summary>Notes the sums that the next delta is taken from.</summary>
    public void BeginStep()
    {
        _counts.CopyTo(_countsBefore.AsSpan());
        _hadBefore = true;
    }

    /// <summary>Ends a step. A pool's first step has nothing to compare with, nor has a pool whose sums were all zero.</summary>
    /// <param name="isWhole">Whether all OSDs had reported before it: what only becomes known was not written just now.</param>
    public void EndStep(UTime now, bool isWhole)
    {
        if (!_hadBefore)
        {
            return;
        }

        var limit = 2 * options.DeltaResetInterval.Ticks * TimeSpan.NanosecondsPerTick;
        var elapsed = Math.Min(now.ToNanoseconds() - _deltaStamp.ToNanoseconds(), limit);
        _deltaStamp = now;
        if (isWhole && _countsBefore.AsSpan().ContainsAnyExcept(0))
        {
            _delta.Add(_countsBefore, _counts, elapsed);
        }
    }

    public void Set(uint seed, PgStat stat)
    {
        Own();
        var before = _groups[seed];
        _groups[seed] = stat;
        before.Stats.SubtractFrom(_counts);
        stat.Stats.AddTo(_counts);
        _logSize += stat.LogSize - before.LogSize;
        _ondiskLogSize += stat.OndiskLogSize - before.OndiskLogSize;
        _up += stat.Up.Count - before.Up.Count;
        _acting += stat.Acting.Count - before.Acting.Count;
        if (before.State != stat.State)
        {
            GroupTally.Count(_byState, before.State, -1);
            GroupTally.Count(_byState, stat.State, 1);
        }

        tally.Change(before, stat);
    }

    /// <summary>Grows with groups of which nothing is known, or shrinks from the end, as a split or a merge does.</summary>
    public void Resize(int count, UTime mapModified)
    {
        if (count == _groups.Length)
        {
            return;
        }

        for (var seed = count; seed < _groups.Length; seed++)
        {
            var gone = _groups[seed];
            gone.Stats.SubtractFrom(_counts);
            _logSize -= gone.LogSize;
            _ondiskLogSize -= gone.OndiskLogSize;
            _up -= gone.Up.Count;
            _acting -= gone.Acting.Count;
            GroupTally.Count(_byState, gone.State, -1);
            tally.Change(gone, null);
        }

        var had = _groups.Length;
        Array.Resize(ref _groups, count); // A new array: the shared one stays as it is.
        _isShared = false;
        var unknown = Unknown(mapModified);
        for (var seed = had; seed < count; seed++)
        {
            _groups[seed] = unknown;
            GroupTally.Count(_byState, unknown.State, 1);
            tally.Change(null, unknown);
        }
    }

    public void SetStatfs(int osd, StoreStatfs statfs) => _statfs[osd] = statfs;

    public void RemoveStatfs(int osd) => _statfs.Remove(osd);

    public PoolSnapshot ToSnapshot()
    {
        _isShared = true;
        var statfs = new StatfsTally();
        foreach (var (_, used) in _statfs)
        {
            statfs.Add(used);
        }

        return new PoolSnapshot(
            id,
            _groups,
            new PoolStat(
                ObjectStatSum.From(_counts), _logSize, _ondiskLogSize, _up, _acting, statfs.ToStatfs(), (uint)_statfs.Count),
            new SortedList<PgState, int>(_byState),
            _hadBefore ? new PoolStatDelta(_delta.ToStat(), _deltaStamp) : null,
            UTime.FromNanoseconds(_delta.Nanoseconds),
            [.. _statfs]);
    }

    private static PgStat Unknown(UTime time) => new()
    {
        LastFresh = time,
        LastActive = time,
        LastChange = time,
        LastPeered = time,
        LastClean = time,
        LastUnstale = time,
        LastUndegraded = time,
        LastFullsized = time,
        LastScrubStamp = time,
        LastDeepScrubStamp = time,
        LastCleanScrubStamp = time,
    };

    private void Own()
    {
        if (_isShared)
        {
            _groups = [.. _groups];
            _isShared = false;
        }
    }
}
