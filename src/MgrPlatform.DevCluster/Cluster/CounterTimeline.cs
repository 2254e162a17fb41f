using System.Collections.Immutable;
using MgrPlatform.DevCluster.Recording;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>
/// The last reports of all daemons at once. A tick costs the same for three daemons and for two thousand: what a counter
/// showed at a tick is computed by whoever reads it. Written by one loop, read by anybody.
/// </summary>
internal sealed class CounterTimeline
{
    /// <summary>Ceph keeps 20 samples of a counter.</summary>
    public const int Capacity = 20;

    private ImmutableArray<CounterTick> _ticks = [];
    private ImmutableArray<CounterTick> _ticksAtEntry = [];

    public CounterTimeline(DateTimeOffset start, RecordedMoment moment)
    {
        // The story has been going on before the first reader came: rates are right from the first look.
        // A daemon that stops needs a past in which it still ran.
        var before = moment.StoppedDaemon.Length > 0 ? RecordedMoment.Healthy : moment;
        var now = start.ToUnixTimeSeconds();
        for (var second = now - Capacity + 1; second < now; second++)
        {
            Add(second, before);
        }

        Add(now, moment);
    }

    public ImmutableArray<CounterTick> Ticks => _ticks;

    /// <summary>What a daemon that stopped when the present moment began had reported by then.</summary>
    public ImmutableArray<CounterTick> TicksAtEntry => _ticksAtEntry;

    public long Version { get; private set; } = 1;

    public void Add(double time, RecordedMoment moment)
    {
        var last = _ticks is [.., var tick] ? tick : new CounterTick(time - 1, -1, false, default, default);
        var isFirst = last.Moment != moment.Index;
        var seconds = (long)(time - last.Time);
        if (seconds <= 0)
        {
            return; // The clock was set back; the next tick will do.
        }

        var added = new CounterTick(
            time, moment.Index, isFirst, Plus(last.Seconds, moment.Index, seconds), Plus(last.Entries, moment.Index, isFirst ? 1 : 0));
        _ticks = (_ticks.Length < Capacity ? _ticks : _ticks.RemoveAt(0)).Add(added);
        if (isFirst)
        {
            _ticksAtEntry = _ticks;
        }

        Version++;
    }

    private static (long M1, long M2, long M3) Plus((long M1, long M2, long M3) sum, int index, long more) => index switch
    {
        0 => sum with { M1 = sum.M1 + more },
        1 => sum with { M2 = sum.M2 + more },
        _ => sum with { M3 = sum.M3 + more },
    };
}
