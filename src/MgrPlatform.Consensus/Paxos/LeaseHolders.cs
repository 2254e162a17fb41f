namespace MgrPlatform.Consensus.Paxos;

/// <summary>
/// Who may still answer reads under a lease of the quorum before. A new leader that leaves one of them out must wait until the lease is
/// over before it commits anything. What is known of an epoch counts only for the very next one: between them there may have been a quorum
/// that we know nothing of.
/// </summary>
internal sealed class LeaseHolders(MachineContext context)
{
    private const uint NextQuorum = 2; // Even epochs are quorums.
    private readonly HashSet<string> _released = [];
    private HashSet<string>? _holders;
    private uint _epoch;

    /// <summary>Our quorum began; who is not in it may hold a lease until we know that this was waited for.</summary>
    public void Began(uint epoch)
    {
        _epoch = epoch;
        _holders = null;
        _released.Clear();
    }

    /// <summary>In our quorum something is being committed, so the wait is over: nobody outside holds a lease.</summary>
    public void WaitedOut(uint epoch, IReadOnlyList<int> quorum)
    {
        if (epoch == _epoch && _holders is null)
        {
            _holders = [.. quorum.Select(rank => context.Map.Members[rank].Address)];
        }
    }

    /// <summary>A member of our quorum said that it gave its lease up and leaves.</summary>
    public void Released(string address, uint epoch)
    {
        if (epoch == _epoch)
        {
            _released.Add(address);
        }
    }

    /// <summary>Whether somebody who is not in the new quorum may hold a lease.</summary>
    public bool MayRemain(uint epoch, IReadOnlyList<int> quorum)
    {
        var isNext = _epoch > 0 && epoch == _epoch + NextQuorum;
        return context.Map.Members
            .Where((_, rank) => !quorum.Contains(rank))
            .Any(member => !isNext || (!_released.Contains(member.Address) && (_holders is null || _holders.Contains(member.Address))));
    }
}
