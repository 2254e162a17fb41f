using System.Collections.Immutable;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>A counter of a recorded daemon: it goes on from what was recorded at the recorded speed, and is computed when it is read.</summary>
/// <param name="stopsWhileDown">Its daemon is the one that is not running in the second moment.</param>
/// <param name="head">How far ahead of the recording the counter was from the beginning, in seconds of the first moment.</param>
internal sealed class PlayedCounter(RecordedCounter recorded, CounterTimeline timeline, bool stopsWhileDown, int head)
    : PerfCounter(recorded.Schema, capacity: 0)
{
    private bool IsGauge => (Schema.Type & 8) == 0 && !Schema.IsAverage;

    public override CounterSample[] Samples() => [.. Reported().Select(At)];

    public override CounterSample? Latest() => Reported() is [.., var last] ? At(last) : null;

    private ImmutableArray<CounterTick> Reported()
    {
        var ticks = timeline.Ticks;
        if (!stopsWhileDown)
        {
            return ticks;
        }

        var down = RecordedMoment.OsdDown.Index;
        return ticks[^1].Moment == down
            ? timeline.TicksAtEntry
            : ticks.RemoveAll(tick => tick.Moment == down && !tick.IsFirst);
    }

    private CounterSample At(CounterTick tick)
    {
        if (IsGauge)
        {
            return new CounterSample(tick.Time, recorded.Readings[tick.Moment].Value, 0);
        }

        var first = recorded.Readings[0];
        return new CounterSample(
            tick.Time,
            first.Value + Grown(tick, static reading => reading.ValuePerSecond),
            Schema.IsAverage ? first.Count + Grown(tick, static reading => reading.CountPerSecond) : 0);
    }

    // Each moment's share is rounded by itself, so that within one the steps are whole and equal.
    private ulong Grown(CounterTick tick, Func<CounterReading, double> speed)
    {
        var down = stopsWhileDown ? tick.Entries.M2 : tick.Seconds.M2;
        return (ulong)(speed(recorded.Readings[0]) * (tick.Seconds.M1 + head))
            + (ulong)(speed(recorded.Readings[1]) * down)
            + (ulong)(speed(recorded.Readings[2]) * tick.Seconds.M3);
    }
}
