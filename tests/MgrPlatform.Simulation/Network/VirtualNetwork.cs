using MgrPlatform.Consensus.Messages;
using MgrPlatform.Simulation.Members;
using MgrPlatform.Simulation.Scheduling;

namespace MgrPlatform.Simulation.Network;

/// <summary>
/// Connections between members: in each direction first in, first out, with a delay; between pairs nothing is ordered. A direction can be
/// blocked, a connection reset (each end hears of it in its own time), single messages lost, doubled or repeated much later, which the real
/// messenger never does and the machine must bear all the same.
/// </summary>
public sealed class VirtualNetwork(Cluster cluster, EventQueue events, Randomness random)
{
    private readonly Dictionary<(int From, int To), Direction> _directions = [];

    private sealed class Direction
    {
        public int Blocks { get; set; }

        public int Generation { get; set; }

        public TimeSpan LastArrival { get; set; }

        public bool LostSomething { get; set; }
    }

    public double Loss { get; set; }

    public double Duplication { get; set; }

    /// <summary>Chance that a message comes once more, much later, whatever has come since.</summary>
    public double Replay { get; set; }

    public TimeSpan LeastDelay { get; set; } = TimeSpan.FromMicroseconds(100);

    public TimeSpan MostDelay { get; set; } = TimeSpan.FromMilliseconds(5);

    public long Sent { get; private set; }

    public void Send(MemberProcess from, MemberProcess to, object message)
    {
        Sent++;
        if (cluster.IsTraced && message is not PingMessage)
        {
            cluster.Trace($"  {from.Name} -> {to.Name} {Words(message)}{(Of(from, to).Blocks > 0 ? " BLOCKED" : "")}");
        }

        var direction = Of(from, to);
        if (direction.Blocks > 0)
        {
            direction.LostSomething = true;
            return;
        }

        if (Loss > 0 && random.Chance(Loss))
        {
            return;
        }

        var copies = Duplication > 0 && random.Chance(Duplication) ? 2 : 1;
        for (var copy = 0; copy < copies; copy++)
        {
            var delay = random.Skewed(LeastDelay, MostDelay) * (from.NetworkSlowness + to.NetworkSlowness);
            var arrival = events.Now + delay;
            if (arrival <= direction.LastArrival)
            {
                arrival = direction.LastArrival + TimeSpan.FromTicks(1);
            }

            direction.LastArrival = arrival;
            var generation = direction.Generation;
            events.At(arrival, () => Arrive(from, to, direction, generation, message));
        }

        if (Replay > 0 && random.Chance(Replay))
        {
            var generation = direction.Generation;
            events.After(random.Skewed(LeastDelay, TimeSpan.FromSeconds(10)), () => Arrive(from, to, direction, generation, message));
        }
    }

    /// <summary>The connection is gone, and all that was on its way. Each end hears of it in its own time, or not at all.</summary>
    public void Reset(MemberProcess one, MemberProcess other)
    {
        Of(one, other).Generation++;
        Of(other, one).Generation++;
        Tell(one, other);
        Tell(other, one);
    }

    /// <summary>The process of a member died: its peers mostly hear it at once.</summary>
    public void Died(MemberProcess dead, IEnumerable<MemberProcess> others)
    {
        foreach (var other in others.Where(other => other != dead))
        {
            Of(dead, other).Generation++;
            Of(other, dead).Generation++;
            if (Of(dead, other).Blocks == 0)
            {
                Tell(other, dead);
            }
        }
    }

    /// <summary>Nothing arrives for so long; then all of it, in order.</summary>
    public void Hold(MemberProcess from, MemberProcess to, TimeSpan time)
    {
        var direction = Of(from, to);
        var until = events.Now + time;
        direction.LastArrival = until > direction.LastArrival ? until : direction.LastArrival;
    }

    public void Block(MemberProcess from, MemberProcess to) => Of(from, to).Blocks++;

    public void Unblock(MemberProcess from, MemberProcess to)
    {
        var direction = Of(from, to);
        direction.Blocks--;
        if (direction is { Blocks: 0, LostSomething: true })
        {
            direction.LostSomething = false;
            Reset(from, to);
        }
    }

    private void Arrive(MemberProcess from, MemberProcess to, Direction direction, int generation, object message)
    {
        if (generation != direction.Generation)
        {
            return;
        }

        if (!to.IsAlive)
        {
            if (random.Chance(0.5))
            {
                Tell(from, to); // Refused.
            }

            return;
        }

        if (cluster.IsTraced && message is not PingMessage)
        {
            cluster.Trace($"     {to.Name} <- {from.Name} {Words(message)}{(to.IsPaused ? " asleep" : "")}");
        }

        to.Deliver(1, Kind(message), life => life.Receive(from.Address, message, to.LocalTime));
    }

    private void Tell(MemberProcess who, MemberProcess peer)
    {
        if (random.Chance(0.1))
        {
            return;
        }

        var most = random.Chance(0.2) ? TimeSpan.FromSeconds(3) : TimeSpan.FromMilliseconds(3);
        events.After(
            random.Skewed(LeastDelay, most),
            () => who.Deliver(2, peer.Index, life => life.ConnectionReset(peer.Address, who.LocalTime)));
    }

    private Direction Of(MemberProcess from, MemberProcess to)
    {
        if (!_directions.TryGetValue((from.Index, to.Index), out var direction))
        {
            direction = new Direction();
            _directions[(from.Index, to.Index)] = direction;
        }

        return direction;
    }

    private static string Words(object message) => message switch
    {
        PaxosMessage paxos =>
            $"{paxos.Operation} e{paxos.Epoch} pn {paxos.Pn} last {paxos.LastCommitted} "
            + $"values {string.Join(',', paxos.Values.Keys)} lease {paxos.Lease.TotalSeconds:F3}",
        ElectionMessage election => $"{election.Operation} e{election.Epoch}",
        ProbeMessage probe =>
            $"probe {probe.Operation} {probe.PaxosFirst}..{probe.PaxosLast} "
            + $"quorum {string.Join(' ', probe.Quorum)} joined {probe.HasEverJoined}",
        SyncMessage sync => $"sync {sync.Operation} {sync.LastCommitted}",
        _ => message.ToString() ?? "",
    };

    private static int Kind(object message) => message switch
    {
        PaxosMessage paxos => 100 + (int)paxos.Operation,
        ElectionMessage election => 200 + (int)election.Operation,
        ProbeMessage probe => 300 + (int)probe.Operation,
        SyncMessage sync => 400 + (int)sync.Operation,
        PingMessage => 500,
        JoinMessage => 501,
        Forward => 502,
        _ => 503,
    };
}
