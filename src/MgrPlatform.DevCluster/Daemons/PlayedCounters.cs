using System.Collections.Immutable;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Wire.Messages.Mgr;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>The counters of a recorded daemon, which go on from what was recorded at the recorded speed.</summary>
internal sealed class PlayedCounters
{
    private static readonly Lazy<CounterRecording> Recording = new(static () => new CounterRecording());

    private readonly ImmutableArray<(PerfCounterType Type, CounterReading Start)> _counters;

    /// <param name="daemon">One of the recorded ones: <c>osd.0</c>.</param>
    public PlayedCounters(string daemon) => _counters =
    [
        .. Recording.Value.Of(daemon).Select(static counter => (
            new PerfCounterType(
                counter.Schema.Path,
                counter.Schema.Description,
                counter.Schema.Nick,
                (PerfCounterKind)counter.Schema.Type,
                (byte)counter.Schema.Priority,
                (PerfCounterUnit)counter.Schema.Units),
            counter.Readings[RecordedMoment.Healthy.Index])),
    ];

    /// <summary>All of them, after the daemon has run for so long.</summary>
    public IReadOnlyList<(PerfCounterType Type, PerfCounterValue Value)> After(TimeSpan uptime) =>
    [
        .. _counters.Select(counter =>
        {
            var (value, count, valueSpeed, countSpeed) = counter.Start;
            var counted = count + (ulong)(countSpeed * uptime.TotalSeconds);
            return (counter.Type, new PerfCounterValue(value + (ulong)(valueSpeed * uptime.TotalSeconds), counted, counted));
        }),
    ];
}
