namespace MgrPlatform.Monitor.Services.Auth;

/// <summary>
/// Gives out numbers to clients that log in. The quorum agrees on a limit; below it each member takes the numbers whose remainder is its
/// rank, beginning above the limit that held when the quorum formed: no number is given out twice, whoever dies when.
/// Handshakes call this from their own threads.
/// </summary>
public sealed class GlobalIds
{
    private readonly Lock _gate = new();
    private ulong _last;
    private ulong _limit;
    private uint _members = 1;
    private uint _rank;

    /// <summary>How many are left.</summary>
    public ulong Left
    {
        get
        {
            lock (_gate)
            {
                return _limit > _last ? (_limit - _last) / _members : 0;
            }
        }
    }

    /// <summary>Zero when none is left.</summary>
    public ulong Next()
    {
        lock (_gate)
        {
            var next = _last + 1;
            next += (_rank + _members - (next % _members)) % _members;
            if (next > _limit)
            {
                return 0;
            }

            _last = next;
            return next;
        }
    }

    /// <summary>A quorum has formed: what was given out before lies at or below <paramref name="limit"/>.</summary>
    internal void Begin(ulong limit, int rank, int members)
    {
        lock (_gate)
        {
            _last = _limit = limit;
            _rank = (uint)rank;
            _members = (uint)members;
        }
    }

    /// <summary>The quorum has raised the limit.</summary>
    internal void Raise(ulong limit)
    {
        lock (_gate)
        {
            _limit = Math.Max(_limit, limit);
        }
    }

    /// <summary>No quorum, no numbers.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _limit = _last;
        }
    }
}
