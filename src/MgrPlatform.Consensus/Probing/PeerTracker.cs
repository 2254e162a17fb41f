namespace MgrPlatform.Consensus.Probing;

/// <summary>Whom this member has heard lately, and whom it told that it lives.</summary>
internal sealed class PeerTracker(QuorumOptions options)
{
    private readonly Dictionary<string, TimeSpan> _heard = [];
    private readonly Dictionary<string, TimeSpan> _told = [];

    /// <summary>True when it was not reachable before.</summary>
    public bool Heard(string address, TimeSpan now)
    {
        var isNew = !IsReachable(address, now);
        _heard[address] = now;
        return isNew;
    }

    public void Told(string address, TimeSpan now) => _told[address] = now;

    public void Lost(string address) => _heard.Remove(address);

    public bool IsReachable(string address, TimeSpan now) => _heard.TryGetValue(address, out var heard) && now - heard <= options.PingGrace;

    /// <summary>Whether it was told nothing for most of an interval.</summary>
    public bool NeedsPing(string address, TimeSpan now) =>
        !_told.TryGetValue(address, out var told) || now - told >= options.PingInterval * 0.8;

    /// <summary>This member slept: what the others said meanwhile waits unread, so nobody is to blame for the silence.</summary>
    public void Excuse(TimeSpan now)
    {
        foreach (var address in _heard.Keys.ToList())
        {
            _heard[address] = now;
        }
    }

    public void KeepOnly(IReadOnlySet<string> addresses)
    {
        foreach (var address in _heard.Keys.Where(address => !addresses.Contains(address)).ToList())
        {
            _heard.Remove(address);
        }

        foreach (var address in _told.Keys.Where(address => !addresses.Contains(address)).ToList())
        {
            _told.Remove(address);
        }
    }
}
