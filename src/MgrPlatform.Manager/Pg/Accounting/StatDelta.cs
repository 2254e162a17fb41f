using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Manager.Pg.Accounting;

/// <summary>How sums changed over the last few steps.</summary>
internal sealed class StatDelta(int intervals)
{
    private readonly Queue<(long[] Change, long Nanoseconds)> _steps = new();
    private readonly long[] _sum = new long[ObjectStatSum.Count];

    /// <summary>The time that <see cref="ToStat"/> covers.</summary>
    public long Nanoseconds { get; private set; }

    public void Add(ReadOnlySpan<long> before, ReadOnlySpan<long> after, long nanoseconds)
    {
        var change = new long[ObjectStatSum.Count];
        for (var i = 0; i < change.Length; i++)
        {
            change[i] = unchecked(after[i] - before[i]);
            _sum[i] = unchecked(_sum[i] + change[i]);
        }

        _steps.Enqueue((change, nanoseconds));
        Nanoseconds += nanoseconds;
        while (_steps.Count > intervals)
        {
            var (oldest, duration) = _steps.Dequeue();
            Nanoseconds -= duration;
            for (var i = 0; i < oldest.Length; i++)
            {
                _sum[i] = unchecked(_sum[i] - oldest[i]);
            }
        }
    }

    /// <summary>Only the counts of objects; Ceph leaves the rest of a delta zero.</summary>
    public PoolStat ToStat() => PoolStat.Zero with { Stats = ObjectStatSum.From(_sum) };
}
