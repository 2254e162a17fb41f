using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Paxos;
using MgrPlatform.Consensus.Sync;

namespace MgrPlatform.Consensus.Probing;

/// <summary>What the others know, and what follows from it: another map, a sync, an election, or more waiting.</summary>
internal sealed class ProbeRoutes(
    MachineContext context,
    PaxosLog log,
    Membership membership,
    Prober prober,
    SyncRequester requester,
    QuorumMachine machine)
{
    public ProbeMessage Message(ProbeOperation operation) => new()
    {
        Operation = operation,
        Fsid = context.Identity.Fsid,
        Name = context.Identity.Name,
        Map = operation == ProbeOperation.Reply ? context.Map : null,
        Quorum = operation == ProbeOperation.Reply ? machine.Quorum : [],
        Leader = machine.Leader,
        HasEverJoined = membership.HasPast,
        PaxosFirst = log.First,
        PaxosLast = log.Last,
        RequiredFeatures = context.Options.RequiredFeatures,
        Release = context.Identity.Traits.Release,
    };

    public void OnProbe(string from, int rank, ProbeMessage probe)
    {
        if (probe.Fsid != context.Identity.Fsid)
        {
            context.Drop(DropReason.WrongCluster);
            return;
        }

        switch (probe.Operation)
        {
            case ProbeOperation.Probe:
                OnQuestion(from, rank, probe);
                break;
            case ProbeOperation.Reply:
                prober.NoteJoined(from, probe.HasEverJoined);
                OnReply(from, probe);
                break;
            case ProbeOperation.MissingFeatures:
                machine.Exit(ExitReason.Incompatible, $"mon.{probe.Name} refuses: the quorum needs features that this member has not");
                break;
            default:
                context.Drop(DropReason.UnknownOperation);
                break;
        }
    }

    private void OnQuestion(string from, int rank, ProbeMessage probe)
    {
        if (probe.Release < context.Options.MinRelease)
        {
            context.SendTo(from, Message(ProbeOperation.MissingFeatures));
            return;
        }

        prober.NoteJoined(from, probe.HasEverJoined);
        if (rank == QuorumMap.NoRank)
        {
            prober.AddHint(from);
        }

        if (machine.IsInQuorum && rank != QuorumMap.NoRank && rank != context.Rank && machine.Quorum.Contains(rank))
        {
            // Who probes is in no quorum any more. It may even have lost its store: then ours must not be what it copies and joins.
            context.Want(Transition.Bootstrap, "a member of the quorum has begun anew");
            context.SendTo(from, Message(ProbeOperation.Reply) with { Quorum = [], Leader = QuorumMap.NoRank });
        }
        else if (machine.IsInQuorum && probe.HasEverJoined && log.Last + 1 < probe.PaxosFirst)
        {
            context.Want(Transition.Bootstrap, "another is so far ahead that we must copy it");
        }
        else if (machine.Role != QuorumRole.Synchronizing && (membership.IsTrusted || !prober.KnowsOfQuorum))
        {
            context.SendTo(from, Message(ProbeOperation.Reply));
        }
    }

    private void OnReply(string from, ProbeMessage reply)
    {
        if (machine.Role is not (QuorumRole.Probing or QuorumRole.Electing))
        {
            return; // Too late to be of use.
        }

        if (reply.Map is { } map && IsBetter(map, reply.HasEverJoined))
        {
            membership.Adopt(map);
            context.Want(Transition.Bootstrap, "another knows a newer monmap");
            return;
        }

        if (machine.IsRemoved)
        {
            OnReplyToRemoved(from, reply);
            return;
        }

        if (machine.Role == QuorumRole.Probing && reply.PaxosFirst <= reply.PaxosLast && !BeginsSync(from, reply))
        {
            SeekQuorum(from, context.Map.RankOf(from), reply);
        }
    }

    /// <summary>
    /// The monmap does not name us any more. We stay until a majority of it has seen that map: among those who have not, we may still be
    /// needed for one (of two members the last one could never form a quorum of the two).
    /// </summary>
    private void OnReplyToRemoved(string from, ProbeMessage reply)
    {
        var rank = context.Map.RankOf(from);
        if (rank != QuorumMap.NoRank && reply.Map is { } map && map.Epoch >= context.Map.Epoch && prober.AddSuccessor(rank))
        {
            machine.Exit(ExitReason.Removed, "the monmap does not name this member any more");
        }
    }

    private bool IsBetter(QuorumMap map, bool hasEverJoined) =>
        hasEverJoined
        && map.Members.Count > 0
        && (map.Epoch > context.Map.Epoch || (!membership.HasPast && map.Epoch == context.Map.Epoch && !map.HasSameMembers(context.Map)));

    /// <summary>True when nothing else is to be done about this answer: we copy, or must not do anything else with this peer.</summary>
    private bool BeginsSync(string from, ProbeMessage reply)
    {
        if (requester.IsInFullSync || !membership.IsTrusted)
        {
            return BeginsFirstSync(from, reply);
        }

        if (reply.PaxosLast < requester.Floor || !reply.HasEverJoined)
        {
            return false;
        }

        if (log.Last + 1 < reply.PaxosFirst && reply.PaxosFirst > 1)
        {
            machine.BecomeSynchronizing(from, isFull: true);
            return true;
        }

        if (log.Last + context.Options.PaxosMaxJoinDrift < reply.PaxosLast)
        {
            machine.BecomeSynchronizing(from, isFull: false);
            return true;
        }

        return false;
    }

    private bool BeginsFirstSync(string from, ProbeMessage reply)
    {
        if (!reply.HasEverJoined)
        {
            return requester.IsInFullSync; // Both new: go on. Half a copy: it is of no use to us, nor we to it.
        }

        // A member that was in a quorum knows what it had (the floor). Another may copy only a standing quorum.
        var mayProvide = reply.PaxosLast > 0 && (membership.HasJoined ? reply.PaxosLast >= requester.Floor : reply.Quorum.Count > 0);
        if (mayProvide)
        {
            machine.BecomeSynchronizing(from, isFull: true);
        }

        return true;
    }

    private void SeekQuorum(string from, int rank, ProbeMessage reply)
    {
        if (reply.Quorum.Count > 0)
        {
            if (context.Rank == QuorumMap.NoRank)
            {
                AskToJoin(reply);
            }
            else if (prober.MayDisturb())
            {
                prober.Disturbed();
                context.Want(Transition.Elect, "there is a quorum without us");
            }

            return;
        }

        // A member whose vote does not count has not answered.
        if (rank != QuorumMap.NoRank && context.Rank != QuorumMap.NoRank && prober.AddOutside(rank))
        {
            context.Want(Transition.Elect, "enough of us are here");
        }
        else if (rank == QuorumMap.NoRank)
        {
            prober.AddHint(from);
        }
    }

    private void AskToJoin(ProbeMessage reply)
    {
        if (reply.Leader >= 0 && reply.Leader < context.Map.Members.Count)
        {
            context.Send(reply.Leader, new JoinMessage(context.Identity.Fsid, context.Identity.Name, context.Identity.Address));
        }
    }
}
