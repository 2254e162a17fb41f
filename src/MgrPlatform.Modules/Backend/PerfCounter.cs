namespace MgrPlatform.Modules.Backend;

/// <summary>A daemon's perf counter: its schema and a short, bounded history. Safe to read while it grows.</summary>
/// <param name="schema">What the counter is.</param>
/// <param name="capacity">Samples kept; Ceph keeps 20.</param>
public sealed class PerfCounter(CounterSchema schema, int capacity = 20)
{
    private readonly Lock _lock = new();
    private readonly Queue<CounterSample> _samples = new();

    public CounterSchema Schema { get; } = schema;

    public void Add(CounterSample sample)
    {
        lock (_lock)
        {
            if (_samples.Count == capacity)
            {
                _samples.Dequeue();
            }

            _samples.Enqueue(sample);
        }
    }

    /// <summary>Oldest first.</summary>
    public CounterSample[] Samples()
    {
        lock (_lock)
        {
            return [.. _samples];
        }
    }

    public CounterSample? Latest()
    {
        lock (_lock)
        {
            return _samples.Count == 0 ? null : _samples.Last();
        }
    }
}
