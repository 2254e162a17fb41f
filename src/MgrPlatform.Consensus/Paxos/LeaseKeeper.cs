namespace MgrPlatform.Consensus.Paxos;

/// <summary>
/// Until when reads may be answered here. A peon that answers the leader promises to be in no other quorum's commit for the length of a
/// lease, counted from the leader's question; the leader's own lease is the oldest of these promises, and what it grants to a peon is what
/// is left of it, counted from the peon's last word. So every lease ends, by any clock, before the promises that it rests on; and clocks
/// that are set have no part in it.
/// </summary>
internal sealed class LeaseKeeper(MachineContext context)
{
    private readonly Dictionary<int, TimeSpan> _promisedSince = []; // Our clock.
    private readonly Dictionary<int, TimeSpan> _lastWord = [];      // The peon's clock.
    private IReadOnlyList<int> _peons = [];
    private bool _isLeader;

    /// <summary>The end of our lease by our clock; zero: none.</summary>
    public TimeSpan End { get; private set; }

    public bool IsValid(TimeSpan now) => now < End;

    public void Lead(IReadOnlyList<int> peons)
    {
        Reset();
        _isLeader = true;
        _peons = peons;
        if (peons.Count == 0)
        {
            End = TimeSpan.MaxValue;
        }
    }

    public void Reset()
    {
        _promisedSince.Clear();
        _lastWord.Clear();
        _peons = [];
        _isLeader = false;
        End = TimeSpan.Zero;
    }

    /// <summary>The leader gives up its lease and with it all that it could grant, until all have promised anew.</summary>
    public void Renounce()
    {
        if (_peons.Count > 0)
        {
            _promisedSince.Clear();
            End = TimeSpan.Zero;
        }
    }

    /// <summary>The leader granted a lease (until this time of our clock), or cancels it (zero).</summary>
    public void Grant(TimeSpan end) => End = end;

    /// <summary>
    /// A peon answers what we asked at <paramref name="asked"/> (our clock); it said so at <paramref name="said"/> (its own).
    /// </summary>
    public bool Promised(int peon, TimeSpan asked, TimeSpan said)
    {
        if (!_isLeader || asked < TimeSpan.Zero || asked > context.Now || said < TimeSpan.Zero)
        {
            return false;
        }

        if (!_promisedSince.TryGetValue(peon, out var since) || asked > since)
        {
            _promisedSince[peon] = asked;
        }

        if (!_lastWord.TryGetValue(peon, out var word) || said > word)
        {
            _lastWord[peon] = said;
        }

        if (_peons.Count > 0 && _peons.All(_promisedSince.ContainsKey))
        {
            End = _peons.Min(member => _promisedSince[member]) + context.Options.Lease;
        }

        return true;
    }

    /// <summary>What to grant to a peon, by its clock; zero: nothing.</summary>
    public TimeSpan GrantFor(int peon)
    {
        var left = End - context.Now;
        return left > TimeSpan.Zero && _lastWord.TryGetValue(peon, out var word) ? word + left : TimeSpan.Zero;
    }
}
