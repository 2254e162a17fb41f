using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus.Election;

/// <summary>
/// Elects the lowest rank that a majority can hear (Ceph's classic strategy). An odd epoch is an election under way, an even one a settled
/// quorum. Unlike Ceph's a member votes once in an epoch, so an even epoch has one leader; in return it gives a better candidate a short
/// time to appear.
/// </summary>
internal sealed class Elector(MachineContext context)
{
    private readonly SortedDictionary<int, MemberTraits> _acks = []; // Not empty only while we stand.
    private readonly SortedDictionary<int, uint> _early = [];        // Proposals that came while we were probing.
    private int? _vote;
    private int? _held;
    private bool _isVoteStored;

    public uint Epoch { get; private set; }

    /// <summary>The quorum that this member belongs to, or that it is about to declare.</summary>
    public IReadOnlyList<int> Quorum { get; private set; } = [];

    /// <summary>What the members of the quorum said of themselves; empty unless we lead.</summary>
    public IReadOnlyDictionary<int, MemberTraits> Metadata { get; private set; } = new Dictionary<int, MemberTraits>();

    private bool IsElecting => Epoch % 2 == 1;

    private bool IsStanding => _acks.Count > 0;

    public void Load() => Epoch = (uint)context.Store.GetNumber(StoreKeys.Monitor, StoreKeys.ElectionEpoch);

    /// <summary>No role of the election is left; proposals that came early are kept for the next one.</summary>
    public void Reset()
    {
        _acks.Clear();
        _vote = null;
        _held = null;
        _isVoteStored = false;
        Quorum = [];
        Metadata = new Dictionary<int, MemberTraits>();
    }

    /// <summary>A proposal while we cannot take part yet. Ceph drops it, and then both wait for their timeouts.</summary>
    public void Remember(int from, uint epoch)
    {
        if (epoch % 2 == 1)
        {
            _early[from] = epoch;
        }
    }

    public void ForgetEarly() => _early.Clear();

    /// <summary>Begins a new election, or joins one that began while we were probing.</summary>
    public void Start()
    {
        Reset();
        var next = IsElecting ? Epoch + 2 : Epoch + 1;
        var early = _early.Count > 0 ? _early.Values.Max() : 0;
        Epoch = Math.Max(next, early);
        var proposers = _early.Where(pair => pair.Value == Epoch).Select(static pair => pair.Key).ToList();
        _early.Clear();
        if (proposers.Count == 0 || proposers[0] > context.Rank)
        {
            Stand();
            return;
        }

        context.SetTimer(QuorumTimer.Election, context.Options.ElectionTimeout);
        Consider(proposers[0]); // The best of them.
    }

    /// <summary>The only member of the map needs nobody's vote.</summary>
    public void WinAlone()
    {
        Reset();
        Epoch = IsElecting ? Epoch + 1 : Epoch + 2;
        Quorum = [context.Rank];
        Metadata = new SortedDictionary<int, MemberTraits> { [context.Rank] = context.Identity.Traits };
        context.Write(EpochWrite());
    }

    /// <summary>Follows others into their election. The machine has left its quorum.</summary>
    public void MoveTo(uint epoch)
    {
        Reset();
        Epoch = epoch;
        context.SetTimer(QuorumTimer.Election, context.Options.ElectionTimeout);
    }

    /// <summary>A proposal of the epoch under way.</summary>
    public void OnProposed(int from)
    {
        if (_vote is { } vote && vote != context.Rank)
        {
            if (vote == from && _isVoteStored)
            {
                SendAck(from, Epoch); // It asks again, so it has not heard us.
            }

            return;
        }

        if (from > context.Rank)
        {
            if (!IsStanding)
            {
                Stand();
            }
            else if (!_acks.ContainsKey(from) && _isVoteStored)
            {
                context.Send(from, Message(ElectionOperation.Propose));
            }

            return;
        }

        Consider(from);
    }

    /// <summary>True when the election is won: the caller makes us leader.</summary>
    public bool OnAcked(int from, MemberTraits traits)
    {
        if (!IsStanding || !IsElecting)
        {
            context.Drop(DropReason.WrongRole);
            return false;
        }

        _acks[from] = traits;
        return TryWin();
    }

    /// <summary>True when a victory of this epoch is one that we voted for.</summary>
    public bool OnVictory(int from, uint epoch, IReadOnlyList<int> quorum)
    {
        if (!IsElecting || epoch != Epoch + 1 || _vote != from || !quorum.Contains(context.Rank))
        {
            return false;
        }

        Reset();
        Epoch = epoch;
        Quorum = [.. quorum];
        context.Write(EpochWrite());
        return true;
    }

    /// <summary>Patience is over, or who can be reached has changed. True when the election is won.</summary>
    public bool OnSettled()
    {
        if (!IsElecting)
        {
            return false;
        }

        if (IsStanding && _acks.Count >= context.Map.Majority)
        {
            Declare();
            return true;
        }

        if (_held is { } held && (_vote is null || _vote == context.Rank))
        {
            Vote(held);
        }

        return false;
    }

    /// <summary>True when the time is over and we have a majority all the same.</summary>
    public bool OnTimeout() => IsElecting && IsStanding && _acks.Count >= context.Map.Majority && Win();

    /// <summary>Victory as soon as a majority acked and nobody else can be reached. True when won.</summary>
    public bool TryWin()
    {
        if (!IsElecting || !IsStanding || _acks.Count < context.Map.Majority)
        {
            return false;
        }

        for (var rank = 0; rank < context.Map.Members.Count; rank++)
        {
            if (!_acks.ContainsKey(rank) && context.Peers.IsReachable(context.Map.Members[rank].Address, context.Now))
            {
                return false;
            }
        }

        return Win();
    }

    /// <summary>Whether the candidate that we voted for is this one.</summary>
    public bool HasVotedFor(int rank) => IsElecting && _vote == rank;

    /// <summary>A better candidate that we waited for is gone.</summary>
    public void Reconsider()
    {
        if (IsElecting && _held is { } held)
        {
            Consider(held);
        }
    }

    /// <summary>Somebody proposes an older epoch: if we stand, it has not heard us.</summary>
    public void AnswerLate(int from)
    {
        if (IsElecting && IsStanding && _isVoteStored && !_acks.ContainsKey(from))
        {
            context.Send(from, Message(ElectionOperation.Propose));
        }
    }

    public ElectionMessage Message(ElectionOperation operation) => new()
    {
        Operation = operation,
        Fsid = context.Identity.Fsid,
        Epoch = Epoch,
        Map = context.Map,
        Traits = context.Identity.Traits,
    };

    private bool Win()
    {
        Declare();
        return true;
    }

    private void Stand()
    {
        _vote = context.Rank;
        _acks[context.Rank] = context.Identity.Traits;
        context.SetTimer(QuorumTimer.Election, context.Options.ElectionTimeout);
        context.SetTimer(QuorumTimer.Settle, context.Options.SettleTime);
        context.WriteDurably(EpochWrite(), Propose);
    }

    private void Propose()
    {
        if (!IsStanding)
        {
            return; // We gave way to a better one while the disk worked.
        }

        _isVoteStored = true;

        for (var rank = 0; rank < context.Map.Members.Count; rank++)
        {
            if (rank != context.Rank)
            {
                context.Send(rank, Message(ElectionOperation.Propose));
            }
        }
    }

    /// <summary>A better rank asks for our vote; there is one vote, so we wait a little if a still better one is likely to ask.</summary>
    private void Consider(int from)
    {
        if (_vote is { } vote && vote != context.Rank)
        {
            return;
        }

        for (var better = 0; better < from; better++)
        {
            if (context.Peers.IsReachable(context.Map.Members[better].Address, context.Now))
            {
                _held = _held is { } held ? Math.Min(held, from) : from;
                if (!IsStanding)
                {
                    context.SetTimer(QuorumTimer.Settle, context.Options.SettleTime / 2);
                }

                return;
            }
        }

        Vote(from);
    }

    private void Vote(int candidate)
    {
        // Withdrawing our own candidacy is safe, for nobody else counts our vote for ourselves. Changing a vote that was sent is not.
        _acks.Clear();
        _held = null;
        _vote = candidate;
        _isVoteStored = false;
        context.CancelTimer(QuorumTimer.Settle);
        context.SetTimer(QuorumTimer.Election, context.Options.ElectionTimeout * 1.2);
        var epoch = Epoch;
        context.WriteDurably(EpochWrite(), () => SendAck(candidate, epoch));
    }

    private void SendAck(int candidate, uint epoch)
    {
        if (Epoch == epoch && _vote == candidate)
        {
            _isVoteStored = true;
            context.Send(candidate, Message(ElectionOperation.Ack));
        }
    }

    private void Declare()
    {
        Quorum = [.. _acks.Keys];
        Metadata = new SortedDictionary<int, MemberTraits>(_acks);
        _acks.Clear();
        _vote = null;
        _held = null;
        Epoch++;

        // Not waited for: nobody else can win this epoch, and after a crash we would begin above it.
        context.Write(EpochWrite());
    }

    /// <summary>Always written, even if it is the same: a member that cannot write must not stand or vote.</summary>
    private StoreTransaction EpochWrite() =>
        new([new StoreOperation(StoreOperationKind.Put, StoreKeys.Monitor, StoreKeys.ElectionEpoch, context.Number(Epoch))]);
}
