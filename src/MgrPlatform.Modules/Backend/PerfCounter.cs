using System.Collections.Immutable;

namespace MgrPlatform.Modules.Backend;

/// <summary>
/// A daemon's perf counter: its schema and a short, bounded history. Safe to read while it grows.
/// A backend that can compute the history derives from it, and then it keeps no samples.
/// </summary>
/// <param name="schema">What the counter is.</param>
/// <param name="capacity">Samples kept; Ceph keeps 20.</param>
public class PerfCounter(CounterSchema schema, int capacity = 20)
{
    // Swapped whole: there are very many counters, and one lock each would cost more than the samples.
    private ImmutableArray<CounterSample> _samples = [];

    public CounterSchema Schema { get; } = schema;

    public void Add(CounterSample sample) =>
        ImmutableInterlocked.Update(
            ref _samples,
            static (kept, added) => (kept.Length < added.capacity ? kept : kept.RemoveAt(0)).Add(added.sample),
            (capacity, sample));

    /// <summary>Oldest first.</summary>
    public virtual CounterSample[] Samples() => [.. _samples];

    public virtual CounterSample? Latest() => _samples is [.., var last] ? last : null;
}
