using MgrPlatform.Consensus.Messages;

namespace MgrPlatform.Consensus.Paxos;

/// <summary>Paxos as a peon: promises, accepts and carries out what the leader says.</summary>
internal sealed class PaxosPeon(MachineContext context, PaxosLog log, LeaseKeeper lease)
{
    private uint _epoch;
    private int _leader;

    public PaxosPhase Phase { get; private set; }

    public void Start(uint epoch, int leader)
    {
        _epoch = epoch;
        _leader = leader;
        Phase = PaxosPhase.Recovering;
        lease.Reset();
        AwaitLeader();
    }

    public void Stop() => Phase = PaxosPhase.Inactive;

    public void OnMessage(PaxosMessage message)
    {
        switch (message.Operation)
        {
            case PaxosOperation.Collect:
                OnCollect(message);
                break;
            case PaxosOperation.Begin:
                OnBegin(message);
                break;
            case PaxosOperation.Commit:
                OnCommit(message);
                break;
            case PaxosOperation.Lease:
                OnLease(message);
                break;
            case PaxosOperation.Last or PaxosOperation.Accept or PaxosOperation.LeaseAck:
                context.Drop(DropReason.WrongRole);
                break;
            default:
                context.Drop(DropReason.UnknownOperation);
                break;
        }
    }

    private void OnCollect(PaxosMessage collect)
    {
        if (collect.FirstCommitted > log.Last + 1)
        {
            context.Want(Transition.Bootstrap, "the leader no longer has what we lack");
            return;
        }

        Phase = PaxosPhase.Recovering;
        lease.Grant(TimeSpan.Zero);
        AwaitLeader();
        if (collect.Pn > log.AcceptedPn)
        {
            log.Promise(collect.Pn, () =>
            {
                context.Pass(Failpoint.Paxos2LastPromised);
                Answer(collect);
            });
        }
        else
        {
            Answer(collect); // It learns the number that it must exceed.
        }
    }

    private void Answer(PaxosMessage collect)
    {
        var values = log.Values(collect.LastCommitted + 1, log.Last);
        var last = log.Message(_epoch, PaxosOperation.Last) with { Lease = collect.Sent };
        if (log.Pending is { } pending && collect.LastCommitted <= log.Last)
        {
            values[pending.Version] = pending.Bytes;
            last = last with { UncommittedPn = pending.Pn };
        }

        context.Send(_leader, last with { Values = values });
    }

    private void OnBegin(PaxosMessage begin)
    {
        if (begin.Pn != log.AcceptedPn)
        {
            Distrust(begin.Pn < log.AcceptedPn);
            return;
        }

        if (begin.LastCommitted == log.Last + 1 && log.Pending is { } pending && pending.Pn == begin.Pn)
        {
            // The next value begins, so the one before is committed; only the news of it was lost.
            context.Emit(log.CommitPending());
        }

        if (begin.LastCommitted != log.Last)
        {
            context.Want(Transition.Bootstrap, "the leader's value does not follow ours");
            return;
        }

        if (!begin.Values.TryGetValue(log.Last + 1, out var bytes) || !context.Codec.TryDecode(bytes, out var transaction))
        {
            context.Drop(DropReason.Malformed);
            return;
        }

        // From here on the value may be committed without our knowing: nothing older may be read.
        lease.Grant(TimeSpan.Zero);
        Phase = PaxosPhase.Updating;
        AwaitLeader();
        log.Accept(bytes, transaction, () =>
        {
            context.Pass(Failpoint.Paxos5BeginAccepted);
            // Which value this accepts is said as of then: a repeated begin must not come out as the acceptance of the value after it.
            context.Send(
                _leader, log.Message(_epoch, PaxosOperation.Accept) with { LastCommitted = begin.LastCommitted, Lease = begin.Sent });
        });
    }

    private void OnCommit(PaxosMessage commit)
    {
        var committed = log.StoreState(commit.Values, commit.LastCommitted);
        if (committed is null)
        {
            context.Drop(DropReason.Malformed);
            return;
        }

        context.Pass(Failpoint.Paxos9CommitStored);
        foreach (var version in committed)
        {
            context.Emit(version);
        }

        if (commit.LastCommitted > log.Last)
        {
            context.Want(Transition.Bootstrap, "news of a commit was lost");
            return;
        }

        AwaitLeader();
        if (commit.Pn == log.AcceptedPn && commit.LastCommitted == log.Last && Phase == PaxosPhase.Updating && log.Pending is null)
        {
            BeReadable(commit.Lease);
        }
    }

    private void OnLease(PaxosMessage grant)
    {
        if (grant.LastCommitted > log.Last)
        {
            context.Want(Transition.Bootstrap, "the leader has committed what we have not");
            return;
        }

        if (grant.Pn != log.AcceptedPn)
        {
            Distrust(grant.Pn < log.AcceptedPn);
            return;
        }

        // A lease that was granted before the value that we hold: it was cancelled by it.
        if (grant.LastCommitted < log.Last || Phase == PaxosPhase.Updating)
        {
            context.Drop(DropReason.StalePn);
            return;
        }

        AwaitLeader();
        context.Send(_leader, log.Message(_epoch, PaxosOperation.LeaseAck) with { Lease = grant.Sent });
        BeReadable(grant.Lease);
    }

    private void BeReadable(TimeSpan end)
    {
        Phase = PaxosPhase.Active;
        lease.Grant(end);
        if (lease.IsValid(context.Now))
        {
            context.Emit(new QuorumEffect.ReadinessChanged());
        }
    }

    private void Distrust(bool isOld)
    {
        if (isOld)
        {
            context.Drop(DropReason.StalePn);
        }
        else
        {
            context.Want(Transition.Bootstrap, "the leader uses a number that we did not promise");
        }
    }

    private void AwaitLeader() => context.SetTimer(QuorumTimer.LeaseTimeout, context.Options.LeaseAckTimeout);
}
