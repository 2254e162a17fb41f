using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus.Paxos;

/// <summary>
/// Paxos as the leader: find out what was accepted, finish it, then one value after the other, each with all that waits; leases between
/// them. All of the quorum must accept, not just a majority: who did not accept could still serve old reads.
/// </summary>
internal sealed class PaxosLeader(MachineContext context, PaxosLog log, LeaseKeeper lease, ProposalQueue proposals)
{
    private readonly HashSet<int> _answered = []; // Who answered the question under way: collect, begin or lease.
    private readonly HashSet<int> _leaseAcks = [];
    private readonly Dictionary<int, ulong> _peerLast = [];
    private readonly List<PendingValue> _uncommitted = [];
    private uint _epoch;
    private IReadOnlyList<int> _quorum = [];
    private IReadOnlyList<int> _peons = [];
    private PendingValue? _previous;
    private bool _grantsFollow;

    public PaxosPhase Phase { get; private set; }

    /// <summary>Until then a member that is not in the quorum may hold a lease of the quorum before.</summary>
    public TimeSpan OldLeaseEnd { get; private set; }

    public bool IsWaitingForOldLease => context.Now < OldLeaseEnd;

    public void Start(uint epoch, IReadOnlyList<int> quorum, TimeSpan oldLeaseEnd)
    {
        _epoch = epoch;
        _quorum = quorum;
        _peons = [.. quorum.Where(rank => rank != context.Rank)];
        OldLeaseEnd = oldLeaseEnd;
        lease.Lead(_peons);
        Collect(0);
    }

    public void Stop()
    {
        Phase = PaxosPhase.Inactive;
        _previous = null;
        _uncommitted.Clear();
        _answered.Clear();
        _leaseAcks.Clear();
    }

    public void OnMessage(int from, PaxosMessage message)
    {
        if (message.Operation is PaxosOperation.Last or PaxosOperation.Accept or PaxosOperation.LeaseAck
            && !lease.Promised(from, message.Lease, message.Sent))
        {
            context.Drop(DropReason.Malformed);
            return;
        }

        switch (message.Operation)
        {
            case PaxosOperation.Last:
                OnLast(from, message);
                break;
            case PaxosOperation.Accept:
                OnAccept(from, message);
                break;
            case PaxosOperation.LeaseAck:
                OnLeaseAck(from);
                break;
            case PaxosOperation.Collect or PaxosOperation.Begin or PaxosOperation.Commit or PaxosOperation.Lease:
                context.Drop(DropReason.WrongRole);
                break;
            default:
                context.Drop(DropReason.UnknownOperation);
                break;
        }
    }

    public void Propose(QuorumInput.Proposed proposal)
    {
        proposals.Add(proposal);
        BeginNext();
    }

    /// <summary>The lease of the quorum before is over, or time to renew ours.</summary>
    public void OnTimer(QuorumTimer timer)
    {
        if (timer == QuorumTimer.OldLease)
        {
            BeginNext();
            context.Emit(new QuorumEffect.ReadinessChanged());
        }
        else if (timer == QuorumTimer.LeaseRenew && Phase == PaxosPhase.Active)
        {
            RenewLease();
        }
    }

    private void Collect(ulong floor)
    {
        Phase = PaxosPhase.Recovering;
        _answered.Clear();
        _peerLast.Clear();
        _uncommitted.Clear();
        _previous = null;
        log.ChooseNumber(floor, AskWhatIsAccepted);
        context.Pass(Failpoint.Paxos1CollectChosen);
        if (_peons.Count > 0)
        {
            context.SetTimer(QuorumTimer.AcceptTimeout, context.Options.AcceptTimeout);
        }
    }

    private void AskWhatIsAccepted()
    {
        foreach (var peon in _peons)
        {
            context.Send(peon, log.Message(_epoch, PaxosOperation.Collect));
        }

        _answered.Add(context.Rank);
        FinishCollect();
    }

    private void OnLast(int from, PaxosMessage last)
    {
        if (Phase != PaxosPhase.Recovering || last.Pn < log.AcceptedPn)
        {
            context.Drop(DropReason.StalePn);
            return;
        }

        if (last.FirstCommitted > log.Last + 1)
        {
            context.Want(Transition.Bootstrap, "a peon no longer has what we lack");
            return;
        }

        if (log.StoreState(last.Values, last.LastCommitted) is not { } committed)
        {
            context.Drop(DropReason.Malformed);
            return;
        }

        foreach (var version in committed)
        {
            context.Emit(version);
        }

        if (log.Last < last.LastCommitted)
        {
            context.Want(Transition.Bootstrap, "a peon did not send all that we lack");
            return;
        }

        _peerLast[from] = last.LastCommitted;
        if (!ShareState())
        {
            return;
        }

        if (last.Pn > log.AcceptedPn)
        {
            Collect(last.Pn);
            return;
        }

        if (last.UncommittedPn > 0 && last.Values.TryGetValue(last.LastCommitted + 1, out var bytes))
        {
            if (!context.Codec.TryDecode(bytes, out var transaction))
            {
                context.Drop(DropReason.Malformed);
                return;
            }

            _uncommitted.Add(new PendingValue(last.LastCommitted + 1, last.UncommittedPn, bytes, transaction));
        }

        _answered.Add(from);
        FinishCollect();
    }

    /// <summary>Sends to every peon that has answered what it lacks. False when one lacks what we no longer have.</summary>
    private bool ShareState()
    {
        foreach (var (peon, peerLast) in _peerLast.ToList())
        {
            if (log.First > 1 && peerLast + 1 < log.First)
            {
                context.Want(Transition.Bootstrap, "a peon lacks what we no longer have");
                return false;
            }

            if (peerLast < log.Last)
            {
                context.Send(peon, log.Message(_epoch, PaxosOperation.Commit) with { Values = log.Values(peerLast + 1, log.Last) });
                _peerLast[peon] = log.Last;
            }
        }

        return true;
    }

    private void FinishCollect()
    {
        if (_answered.Count < _quorum.Count)
        {
            return;
        }

        context.CancelTimer(QuorumTimer.AcceptTimeout);
        if (log.Pending is { } own)
        {
            _uncommitted.Add(own);
        }

        _previous = _uncommitted.Where(value => value.Version == log.Last + 1).MaxBy(static value => value.Pn);
        _uncommitted.Clear();
        if (_previous is not null)
        {
            Phase = PaxosPhase.UpdatingPrevious;
            BeginNext();
            return;
        }

        BeActive();
    }

    private void BeActive()
    {
        Phase = PaxosPhase.Active;
        if (IsWaitingForOldLease && !context.IsSet(QuorumTimer.OldLease))
        {
            context.SetTimer(QuorumTimer.OldLease, OldLeaseEnd - context.Now);
        }

        RenewLease();
        context.Emit(new QuorumEffect.ReadinessChanged());
        BeginNext();
    }

    /// <summary>Begins the next value if there is one and nothing is in its way.</summary>
    private void BeginNext()
    {
        var isReady = Phase == PaxosPhase.Active ? proposals.HasWaiting : Phase == PaxosPhase.UpdatingPrevious && _previous is not null;
        if (!isReady)
        {
            return;
        }

        if (IsWaitingForOldLease)
        {
            context.SetTimer(QuorumTimer.OldLease, OldLeaseEnd - context.Now);
            return;
        }

        if (_previous is { } previous)
        {
            _previous = null;
            Begin(previous.Bytes, previous.Transaction);
            return;
        }

        var value = new StoreTransactionBuilder();
        if (log.Last == 0)
        {
            value.Put(StoreKeys.Paxos, StoreKeys.FirstCommitted, context.Number(1));
        }

        proposals.TakeInto(value);
        log.AppendTrim(value);
        Phase = PaxosPhase.Updating;
        var transaction = value.Build();
        Begin(context.Codec.Encode(transaction), transaction);
    }

    /// <summary>Our own disk and the peons' work at the same time: we count ourselves only when ours is done.</summary>
    private void Begin(byte[] bytes, StoreTransaction transaction)
    {
        _answered.Clear();
        var version = log.Last + 1;
        log.Accept(bytes, transaction, () =>
        {
            _answered.Add(context.Rank);
            CommitWhenAllAccepted(version);
        });
        context.Pass(Failpoint.Paxos3BeginWritten);
        if (_peons.Count == 0)
        {
            return;
        }

        var begin = log.Message(_epoch, PaxosOperation.Begin) with { Values = new Dictionary<ulong, byte[]> { [version] = bytes } };
        foreach (var peon in _peons)
        {
            context.Send(peon, begin);
        }

        context.SetTimer(QuorumTimer.AcceptTimeout, context.Options.AcceptTimeout);
        context.Pass(Failpoint.Paxos4BeginSent);
    }

    private void OnAccept(int from, PaxosMessage accept)
    {
        if (Phase is not (PaxosPhase.Updating or PaxosPhase.UpdatingPrevious)
            || accept.Pn != log.AcceptedPn
            || accept.LastCommitted != log.Last)
        {
            context.Drop(DropReason.StalePn);
            return;
        }

        _answered.Add(from);
        CommitWhenAllAccepted(log.Last + 1);
    }

    private void CommitWhenAllAccepted(ulong version)
    {
        if (_answered.Count < _quorum.Count || log.Pending?.Version != version)
        {
            return;
        }

        context.CancelTimer(QuorumTimer.AcceptTimeout);
        context.CancelTimer(QuorumTimer.LeaseAckTimeout); // All are there: that they accepted says as much.
        context.Pass(Failpoint.Paxos6AllAccepted);
        var bytes = log.Pending.Bytes;
        var changesMap = log.Pending.ChangesMap;
        if (changesMap)
        {
            lease.Renounce();
        }

        var committed = log.CommitPending();
        context.Pass(Failpoint.Paxos7CommitWritten);
        var commit = log.Message(_epoch, PaxosOperation.Commit) with { Values = new Dictionary<ulong, byte[]> { [version] = bytes } };
        foreach (var peon in _peons)
        {
            context.Send(peon, commit with { Lease = lease.GrantFor(peon) });
        }

        context.Pass(Failpoint.Paxos8CommitSent);
        context.Emit(committed);
        proposals.Committed(version);
        Phase = PaxosPhase.Active;
        if (changesMap)
        {
            RenewLease(); // Of no use when the map is a new one, for then we begin anew; but not all that is written there is a map.
        }
        else
        {
            ScheduleRenewal();
        }

        context.Emit(new QuorumEffect.ReadinessChanged());
        BeginNext();
    }

    /// <summary>Asks all for a new promise; when they gave it, what it is worth is granted to all.</summary>
    private void RenewLease()
    {
        if (_peons.Count == 0)
        {
            return;
        }

        _leaseAcks.Clear();
        _grantsFollow = true;
        SendLeases();
        ScheduleRenewal();
        if (!context.IsSet(QuorumTimer.LeaseAckTimeout))
        {
            context.SetTimer(QuorumTimer.LeaseAckTimeout, context.Options.LeaseAckTimeout);
        }

        context.Pass(Failpoint.Paxos10LeaseSent);
    }

    private void SendLeases()
    {
        var grant = log.Message(_epoch, PaxosOperation.Lease);
        foreach (var peon in _peons)
        {
            context.Send(peon, grant with { Lease = lease.GrantFor(peon) });
        }
    }

    private void OnLeaseAck(int from)
    {
        _leaseAcks.Add(from);
        if (_leaseAcks.Count < _peons.Count)
        {
            return;
        }

        context.CancelTimer(QuorumTimer.LeaseAckTimeout);
        if (!_grantsFollow)
        {
            return;
        }

        _grantsFollow = false;
        if (Phase == PaxosPhase.Active)
        {
            SendLeases();
        }

        context.Emit(new QuorumEffect.ReadinessChanged());
    }

    private void ScheduleRenewal()
    {
        if (_peons.Count > 0)
        {
            context.SetTimer(QuorumTimer.LeaseRenew, context.Options.LeaseRenewInterval);
        }
    }
}
