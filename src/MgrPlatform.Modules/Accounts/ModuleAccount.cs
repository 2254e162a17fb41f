namespace MgrPlatform.Modules.Accounts;

/// <summary>What a module did and used over its life, over all its runs. Safe from any thread.</summary>
public sealed class ModuleAccount
{
    // A loop that shares an interpreter lock is seen asleep now and then.
    private const int QuietLooks = 1;

    private readonly Lock _lock = new();
    private long _calls;
    private long _failures;
    private long _denied;
    private long _timeouts;
    private string _lastError = "";
    private DateTimeOffset _lastErrorTime;
    private string _lastDenial = "";
    private TimeSpan _endedCpu;
    private ProcessUsage? _usage;
    private long _proportional;
    private double _cpuPercent;
    private TimeSpan? _busySince;
    private int _quietLooks;

    public LatencyHistogram Latency { get; } = new();

    public long Calls => Volatile.Read(ref _calls);

    /// <summary>Commands that ended with an exception, a broken answer, or with the run.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Calls to the host that the manifest does not allow.</summary>
    public long Denied => Volatile.Read(ref _denied);

    public long Timeouts => Volatile.Read(ref _timeouts);

    public string LastDenial => Volatile.Read(ref _lastDenial);

    public (string Text, DateTimeOffset Time) LastError
    {
        get
        {
            lock (_lock)
            {
                return (_lastError, _lastErrorTime);
            }
        }
    }

    /// <summary>Of one core, over the last second or so: 100 is a whole core.</summary>
    public double CpuPercent => Volatile.Read(ref _cpuPercent);

    public long ResidentBytes => _usage?.ResidentBytes ?? 0;

    /// <summary>Proportional set size at the last look; 0 when unknown.</summary>
    public long ProportionalBytes
    {
        get => Volatile.Read(ref _proportional);
        set => Volatile.Write(ref _proportional, value);
    }

    public TimeSpan CpuTime => _endedCpu + (_usage?.CpuTime ?? TimeSpan.Zero);

    /// <summary>
    /// Since when the module computes without a pause; null when it does not. Not read off the processor time: on a crowded machine
    /// an endless loop gets only its share of it.
    /// </summary>
    public TimeSpan? BusySince => _busySince;

    public void CountCall(TimeSpan duration)
    {
        Interlocked.Increment(ref _calls);
        Latency.Add(duration);
    }

    public void CountFailure(string error, DateTimeOffset time)
    {
        Interlocked.Increment(ref _failures);
        SetLastError(error, time);
    }

    public void CountTimeout(string error, DateTimeOffset time)
    {
        Interlocked.Increment(ref _timeouts);
        SetLastError(error, time);
    }

    public void CountDenied(string what)
    {
        Interlocked.Increment(ref _denied);
        Volatile.Write(ref _lastDenial, what);
    }

    public void SetLastError(string error, DateTimeOffset time)
    {
        lock (_lock)
        {
            _lastError = error;
            _lastErrorTime = time;
        }
    }

    /// <summary>Takes a new reading of the current run; called by one loop.</summary>
    /// <param name="usage">The reading, or null when there is no child.</param>
    /// <param name="elapsed">Since the reading before.</param>
    /// <param name="now">On the caller's clock, for <see cref="BusySince"/>.</param>
    public void Update(ProcessUsage? usage, TimeSpan elapsed, TimeSpan now)
    {
        if (usage is { } current && _usage is { } before && current.CpuTime >= before.CpuTime && elapsed > TimeSpan.Zero)
        {
            var percent = (current.CpuTime - before.CpuTime) / elapsed * 100;
            Volatile.Write(ref _cpuPercent, (_cpuPercent * 0.75) + (percent * 0.25));
            _quietLooks = current.HasRunnable ? 0 : _quietLooks + 1;
            _busySince = _quietLooks > QuietLooks ? null : _busySince ?? (current.HasRunnable ? now : null);
        }
        else
        {
            // A new run, or none: what the former one used stays in the account.
            _endedCpu += _usage?.CpuTime ?? TimeSpan.Zero;
            Volatile.Write(ref _cpuPercent, 0);
            _busySince = null;
        }

        _usage = usage;
    }
}
