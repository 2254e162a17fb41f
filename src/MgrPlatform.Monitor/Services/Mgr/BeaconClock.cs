namespace MgrPlatform.Monitor.Services.Mgr;

/// <summary>When managers were last heard of, on the leader's steady clock, and whose session has ended.</summary>
internal sealed class BeaconClock
{
    private readonly SortedDictionary<ulong, TimeSpan> _heard = [];
    private readonly SortedDictionary<ulong, TimeSpan> _lost = [];
    private readonly SortedDictionary<ulong, int> _open = [];
    private TimeSpan? _lastTick;

    public void Heard(ulong gid, TimeSpan now)
    {
        _heard[gid] = now;
        _lost.Remove(gid);
    }

    /// <summary>A manager may have several sessions for a moment, at several monitors; it is lost when the last one ends.</summary>
    public void SessionChanged(ulong gid, bool isOpen, TimeSpan now)
    {
        var open = Math.Max(0, _open.GetValueOrDefault(gid) + (isOpen ? 1 : -1));
        _open[gid] = open;
        if (open > 0)
        {
            _lost.Remove(gid);
        }
        else
        {
            _open.Remove(gid);
            _lost.TryAdd(gid, now);
        }
    }

    /// <summary>Since the last beacon; one that was never heard of counts from now.</summary>
    public TimeSpan Since(ulong gid, TimeSpan now)
    {
        _heard.TryAdd(gid, now);
        return now - _heard[gid];
    }

    /// <summary>Since its last session ended; zero while it has one.</summary>
    public TimeSpan LostFor(ulong gid, TimeSpan now) => _lost.TryGetValue(gid, out var since) ? now - since : TimeSpan.Zero;

    /// <summary>A leader that itself did not run for a while must not judge others by that time.</summary>
    public void Tick(TimeSpan now, TimeSpan longestGap)
    {
        if (_lastTick is { } last && now - last > longestGap)
        {
            Restart(now);
        }

        _lastTick = now;
    }

    public void Restart(TimeSpan now)
    {
        foreach (var gid in _heard.Keys.ToList())
        {
            _heard[gid] = now;
        }

        _lost.Clear();
        _lastTick = now;
    }

    public void Forget(ulong gid)
    {
        _heard.Remove(gid);
        _lost.Remove(gid);
    }

    public void Forget()
    {
        _heard.Clear();
        _lost.Clear();
        _open.Clear();
        _lastTick = null;
    }
}
