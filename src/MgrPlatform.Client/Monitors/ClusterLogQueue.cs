using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Monitors;

/// <summary>
/// Lines for the cluster log on their way to the monitors. They are numbered, sent in batches, and kept until the monitors have them. When
/// there are too many the oldest are dropped, and a line says how many.
/// </summary>
public sealed class ClusterLogQueue(EntityName name, int capacity)
{
    /// <summary>No more often than that a batch is sent.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private const int BatchSize = 1000;

    // What is sent and not acknowledged in that time is sent again: the monitor may have dropped it during an election.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Queue<LogEntry> _entries = [];
    private ulong _lastSequence;
    private ulong _sentUpTo;
    private TimeSpan _lastSent = TimeSpan.MinValue;
    private long _dropped;

    public int Count => _entries.Count;

    /// <summary>When <see cref="Take"/> will have something; null when there is nothing to send.</summary>
    public TimeSpan? NextSend => _entries.Count == 0 ? null
        : _lastSent == TimeSpan.MinValue ? TimeSpan.Zero
        : _lastSequence > _sentUpTo ? _lastSent + Interval
        : _lastSent + Patience;

    public void Add(UTime stamp, LogLevel level, string channel, string text, EntityInstance instance, EntityAddressVector addresses)
    {
        if (_entries.Count >= capacity)
        {
            _entries.Dequeue();
            _dropped++;
        }

        _entries.Enqueue(new LogEntry(name, instance, addresses, stamp, ++_lastSequence, level, text, channel));
    }

    /// <summary>The lines to send now, if it is time.</summary>
    public IReadOnlyList<LogEntry> Take(Moment now)
    {
        if (NextSend is not { } due || due > now.Uptime)
        {
            return [];
        }

        if (_lastSequence == _sentUpTo)
        {
            _sentUpTo = 0; // Not acknowledged in time.
        }

        ReportDropped(now.Wall);
        LogEntry[] batch = [.. _entries.Where(entry => entry.Sequence > _sentUpTo).Take(BatchSize)];
        _lastSent = now.Uptime;
        _sentUpTo = batch[^1].Sequence;
        return batch;
    }

    public void Acknowledge(ulong last)
    {
        while (_entries.TryPeek(out var entry) && entry.Sequence <= last)
        {
            _entries.Dequeue();
        }
    }

    /// <summary>The session is gone: what the monitors have not acknowledged goes out again.</summary>
    public void Forget()
    {
        _sentUpTo = 0;
        _lastSent = TimeSpan.MinValue;
    }

    private void ReportDropped(UTime stamp)
    {
        if (_dropped > 0)
        {
            var text = string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{_dropped} lines of {name} were dropped: the monitors were away for too long");
            var last = _entries.Last();
            Add(stamp, LogLevel.Warning, "cluster", text, last.Rank, last.Addresses);
            _dropped = 0;
        }
    }
}
