using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Paxos;
using MgrPlatform.Consensus.Probing;

namespace MgrPlatform.Consensus.Election;

/// <summary>Which message of an election means what in which role; the elector itself knows only the election under way.</summary>
internal sealed class ElectionRoutes(
    MachineContext context,
    Elector elector,
    Membership membership,
    Prober prober,
    LeaseHolders holders,
    QuorumMachine machine)
{
    public void Start()
    {
        elector.Start();
        machine.Announce();
        WinIf(elector.TryWin());
    }

    public void OnTimer(QuorumTimer timer)
    {
        if (machine.Role != QuorumRole.Electing)
        {
            return;
        }

        if (timer == QuorumTimer.Settle)
        {
            WinIf(elector.OnSettled());
        }
        else if (elector.OnTimeout())
        {
            machine.BecomeLeader();
        }
        else
        {
            // Ceph begins the next election at once. Probing first costs a round trip and keeps a member that nobody answers from raising
            // its epoch for ever.
            context.Want(Transition.Bootstrap, "the election came to nothing");
        }
    }

    public void OnUnreachable(int rank)
    {
        if (elector.HasVotedFor(rank) && rank != context.Rank)
        {
            context.Want(Transition.Bootstrap, "the candidate is gone");
            return;
        }

        elector.Reconsider();
        WinIf(elector.TryWin());
    }

    public void OnElection(string address, int from, ElectionMessage message)
    {
        if (message.Fsid != context.Identity.Fsid)
        {
            context.Drop(DropReason.WrongCluster);
            return;
        }

        if (message.Map is { } map && map.Epoch > context.Map.Epoch && machine.Role != QuorumRole.Synchronizing)
        {
            membership.Adopt(map);
            context.Want(Transition.Bootstrap, "a newer monmap came with an election");
            return;
        }

        if (from == QuorumMap.NoRank || from == context.Rank || context.Rank == QuorumMap.NoRank)
        {
            context.Drop(DropReason.NotInMap);
            return;
        }

        if (message.Map is { } older && older.Epoch < context.Map.Epoch)
        {
            context.SendTo(address, machine.Describe());
            return;
        }

        switch (message.Operation)
        {
            case ElectionOperation.Propose:
                OnPropose(address, from, message);
                break;
            case ElectionOperation.Ack:
                OnAck(from, message);
                break;
            case ElectionOperation.Victory:
                OnVictory(from, message);
                break;
            case ElectionOperation.Nak:
                machine.Exit(
                    ExitReason.Incompatible,
                    $"mon.{context.Map.Members[from].Name} refuses: the quorum needs features that this member has not");
                break;
            case ElectionOperation.StepDown:
                OnStepDown(address, from, message);
                break;
            default:
                context.Drop(DropReason.UnknownOperation);
                break;
        }
    }

    private void OnPropose(string address, int from, ElectionMessage propose)
    {
        if (propose.Epoch % 2 == 0)
        {
            context.Drop(DropReason.Malformed);
            return;
        }

        if (Lacks(propose.Traits))
        {
            context.Send(from, elector.Message(ElectionOperation.Nak));
            return;
        }

        if (machine.Role == QuorumRole.Probing)
        {
            elector.Remember(from, propose.Epoch);
            return;
        }

        if (machine.Role == QuorumRole.Synchronizing)
        {
            context.Drop(DropReason.WrongRole);
            return;
        }

        if (!membership.IsTrusted && !prober.IsKnownNew(address))
        {
            // We may have lost what we promised; a new cluster's members know each other as new.
            context.Drop(DropReason.WrongRole);
            return;
        }

        if (propose.Epoch < elector.Epoch)
        {
            OnLateProposal(from);
            return;
        }

        if (propose.Epoch > elector.Epoch)
        {
            machine.BecomeElecting();
            elector.MoveTo(propose.Epoch);
            machine.Announce();
        }

        elector.OnProposed(from);
        WinIf(elector.TryWin());
    }

    private void OnLateProposal(int from)
    {
        if (machine.IsInQuorum && !machine.Quorum.Contains(from))
        {
            context.Want(Transition.Elect, "a member wants to join");
        }
        else
        {
            context.Drop(DropReason.WrongEpoch);
            elector.AnswerLate(from);
        }
    }

    private void OnAck(int from, ElectionMessage ack)
    {
        if (machine.Role == QuorumRole.Leader && ack.Epoch + 1 == elector.Epoch && !machine.Quorum.Contains(from))
        {
            context.Want(Transition.Elect, "a member's vote came late");
        }
        else if (machine.Role != QuorumRole.Electing || ack.Epoch != elector.Epoch)
        {
            context.Drop(DropReason.WrongEpoch);
        }
        else
        {
            WinIf(elector.OnAcked(from, ack.Traits));
        }
    }

    private void OnVictory(int from, ElectionMessage victory)
    {
        if (machine.Role == QuorumRole.Electing
            && from < context.Rank
            && victory.Quorum.All(rank => rank >= 0 && rank < context.Map.Members.Count)
            && elector.OnVictory(from, victory.Epoch, victory.Quorum))
        {
            machine.BecomePeon(from, victory);
        }
        else
        {
            context.Drop(DropReason.WrongEpoch);
        }
    }

    private void OnStepDown(string address, int from, ElectionMessage stepDown)
    {
        if (!machine.IsInQuorum || stepDown.Epoch != elector.Epoch || !machine.Quorum.Contains(from))
        {
            context.Drop(DropReason.WrongEpoch);
            return;
        }

        holders.Released(address, stepDown.Epoch);
        context.Peers.Lost(address);
        if (from == machine.Leader || machine.Role == QuorumRole.Leader)
        {
            context.Want(Transition.Elect, "a member of the quorum left");
        }
    }

    private bool Lacks(MemberTraits traits) =>
        (context.Options.RequiredMonFeatures & ~traits.MonFeatures) != 0 || traits.Release < context.Options.MinRelease;

    private void WinIf(bool isWon)
    {
        if (isWon)
        {
            machine.BecomeLeader();
        }
    }
}
