using MgrPlatform.Consensus.Election;
using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Sync;

namespace MgrPlatform.Consensus.Probing;

/// <summary>
/// Tells every member that we live, and draws the consequences when one of them falls silent: faster than a lease runs out.
/// </summary>
internal sealed class PeerWatch(MachineContext context, SyncRequester requester, ElectionRoutes elections, QuorumMachine machine)
{
    public void OnReset(string address)
    {
        context.Peers.Lost(address);
        OnUnreachable(address, "the connection was reset");
    }

    public void OnPingTime(TimeSpan late)
    {
        if (late > context.Options.PingInterval)
        {
            context.Peers.Excuse(context.Now);
        }

        var ping = new PingMessage(context.Now);
        foreach (var member in context.Map.Members)
        {
            if (member.Address == context.Identity.Address)
            {
                continue;
            }

            if (!context.Peers.IsReachable(member.Address, context.Now))
            {
                OnUnreachable(member.Address, "silent for too long");
            }

            if (context.Peers.NeedsPing(member.Address, context.Now))
            {
                context.SendTo(member.Address, ping);
            }
        }

        context.SetTimer(QuorumTimer.Ping, context.Options.PingInterval);
    }

    private void OnUnreachable(string address, string reason)
    {
        var rank = context.Map.RankOf(address);
        switch (machine.Role)
        {
            case QuorumRole.Peon when rank == machine.Leader:
            case QuorumRole.Leader when rank != context.Rank && machine.Quorum.Contains(rank):
            case QuorumRole.Synchronizing when requester.IsProvider(address):
                context.Want(Transition.Bootstrap, reason);
                break;
            case QuorumRole.Electing when rank != QuorumMap.NoRank:
                elections.OnUnreachable(rank);
                break;
            default:
                break;
        }
    }
}
