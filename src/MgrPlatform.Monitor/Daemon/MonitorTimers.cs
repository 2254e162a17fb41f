using MgrPlatform.Consensus;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>The waits of a core, for its driver: what is due, and when the next one will be.</summary>
internal sealed class MonitorTimers
{
    private readonly SortedDictionary<QuorumTimer, TimeSpan> _due = [];
    private TimeSpan? _tick;

    /// <summary>Null when nothing is waited for.</summary>
    public TimeSpan? Next => _due.Count == 0 ? _tick : _tick is { } tick && tick < _due.Values.Min() ? tick : _due.Values.Min();

    public void Set(QuorumTimer timer, TimeSpan due) => _due[timer] = due;

    public void Cancel(QuorumTimer timer) => _due.Remove(timer);

    public void TickAt(TimeSpan due) => _tick = due;

    /// <summary>What is due now, once.</summary>
    public MonitorInput? Take(TimeSpan now)
    {
        foreach (var (timer, due) in _due)
        {
            if (due <= now)
            {
                _due.Remove(timer);
                return new MonitorInput.TimerFired(timer);
            }
        }

        if (_tick <= now)
        {
            _tick = null;
            return new MonitorInput.Tick();
        }

        return null;
    }
}
