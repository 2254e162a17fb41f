using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages.Mgr;

namespace MgrPlatform.Manager.Daemons;

/// <summary>
/// Keeps what daemons declare once: thousands of OSDs declare the same. What no daemon declares any more is forgotten. For any thread.
/// </summary>
internal sealed class CounterLayouts
{
    // A daemon with all labels of a large cluster has some thousands.
    private const int CounterLimit = 100_000;
    private const int FirstSweep = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<PerfCounterType, WeakReference<CounterSchema>> _schemas = [];
    private readonly Dictionary<int, List<WeakReference<CounterLayout>>> _layouts = [];
    private int _sweepAt = FirstSweep;

    /// <summary>The layout after a report's declarations.</summary>
    /// <exception cref="WireFormatException">It declares more than any daemon has.</exception>
    public CounterLayout Change(CounterLayout layout, IReadOnlyList<PerfCounterType> declared, IReadOnlyList<string> undeclared)
    {
        var counters = new SortedDictionary<string, CounterSchema>(StringComparer.Ordinal);
        foreach (var schema in layout.Schemas)
        {
            counters[schema.Path] = schema;
        }

        lock (_lock)
        {
            foreach (var type in declared)
            {
                counters[type.Path] = Intern(type);
            }

            foreach (var path in undeclared)
            {
                counters.Remove(path);
            }

            if (counters.Count > CounterLimit)
            {
                throw new WireFormatException($"a daemon declares more than {CounterLimit} counters", 0);
            }

            return Intern([.. counters.Values]);
        }
    }

    private CounterSchema Intern(PerfCounterType type)
    {
        if (_schemas.TryGetValue(type, out var known) && known.TryGetTarget(out var schema))
        {
            return schema;
        }

        schema = new CounterSchema(type.Path, type.Nick, type.Description, (int)type.Kind, type.Priority, (int)type.Unit);
        _schemas[type] = new WeakReference<CounterSchema>(schema);
        if (_schemas.Count >= _sweepAt)
        {
            Sweep();
        }

        return schema;
    }

    private CounterLayout Intern(CounterSchema[] schemas)
    {
        var hash = new HashCode();
        foreach (var schema in schemas)
        {
            hash.Add(schema.Path, StringComparer.Ordinal);
        }

        var key = hash.ToHashCode();
        if (!_layouts.TryGetValue(key, out var candidates))
        {
            _layouts[key] = candidates = [];
        }

        foreach (var candidate in candidates)
        {
            if (candidate.TryGetTarget(out var layout) && layout.Schemas.AsSpan().SequenceEqual(schemas))
            {
                return layout;
            }
        }

        var added = new CounterLayout(schemas);
        candidates.Add(new WeakReference<CounterLayout>(added));
        return added;
    }

    private void Sweep()
    {
        foreach (var (type, schema) in _schemas)
        {
            if (!schema.TryGetTarget(out _))
            {
                _schemas.Remove(type);
            }
        }

        foreach (var (key, candidates) in _layouts)
        {
            candidates.RemoveAll(static layout => !layout.TryGetTarget(out _));
            if (candidates.Count == 0)
            {
                _layouts.Remove(key);
            }
        }

        _sweepAt = Math.Max(FirstSweep, 2 * _schemas.Count);
    }
}
