using System.Collections.Immutable;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Daemons;

/// <summary>
/// All that is known of one daemon, in few bytes: there may be thousands. For any thread; the lock is held for microseconds.
/// </summary>
internal sealed class DaemonRecord
{
    private static readonly ImmutableSortedDictionary<string, string> NoTexts =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private readonly Lock _lock = new();
    private readonly CounterHistory _history = new();
    private volatile DaemonState _state;

    public DaemonRecord(DaemonKey key)
    {
        Key = key;
        _state = new DaemonState(key, "", NoTexts, NoTexts, new CounterView(this));
    }

    public DaemonKey Key { get; }

    /// <summary>The connection that speaks for it; null when that is gone.</summary>
    public DaemonSession? Owner { get; set; }

    /// <summary>Who has registered it as a service; null when it is none.</summary>
    public EntityName? Registrant { get; set; }

    public DaemonState State => _state;

    public CounterLayout Layout
    {
        get
        {
            lock (_lock)
            {
                return _history.Layout;
            }
        }
    }

    /// <summary>When it was last heard of, in seconds since 1970.</summary>
    public double LastHeard { get; set; }

    /// <summary>The monitors have something to say of it that we have not heard: it has started, or is new to us.</summary>
    public bool NeedsMetadata { get; set; }

    /// <summary>When it last said something of its state, in seconds since 1970.</summary>
    public double StatusHeard { get; set; }

    public IReadOnlyList<DaemonHealthMetric> HealthMetrics { get; set; } = [];

    public IReadOnlyDictionary<string, string> TaskStatus { get; set; } = NoTexts;

    /// <summary>Options that are not at their default; null before it has said so.</summary>
    public DaemonConfig? Config { get; set; }

    public IReadOnlyDictionary<string, string> Defaults { get; set; } = NoTexts;

    /// <summary>False when it is what is known.</summary>
    public bool SetMetadata(IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var texts = metadata.ToImmutableSortedDictionary(StringComparer.Ordinal);
        NeedsMetadata = false;
        if (texts.SequenceEqual(_state.Metadata))
        {
            return false;
        }

        _state = _state with { Metadata = texts, Hostname = texts.GetValueOrDefault("hostname", "") };
        return true;
    }

    public void SetStatus(IEnumerable<KeyValuePair<string, string>> status) =>
        _state = _state with { Status = status.ToImmutableSortedDictionary(StringComparer.Ordinal) };

    public void AddReading(double time, CounterLayout layout, ReadOnlySpan<ulong> values)
    {
        lock (_lock)
        {
            _history.Add(time, layout, values);
        }
    }

    public CounterSample[] Samples(CounterLayout layout, int index)
    {
        lock (_lock)
        {
            return Locate(layout, index) is >= 0 and var now ? _history.Samples(now) : [];
        }
    }

    public CounterSample? Latest(CounterLayout layout, int index)
    {
        lock (_lock)
        {
            return Locate(layout, index) is >= 0 and var now ? _history.Latest(now) : null;
        }
    }

    /// <summary>Where a counter stands now that was found in an earlier layout.</summary>
    private int Locate(CounterLayout layout, int index) =>
        ReferenceEquals(layout, _history.Layout) ? index : _history.Layout.IndexOf(layout.Schemas[index].Path);
}
