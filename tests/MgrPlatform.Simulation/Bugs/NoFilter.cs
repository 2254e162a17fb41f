using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Messages;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>Messages of Paxos count whoever sent them, in whatever epoch and under whatever number.</summary>
public sealed class NoFilter : PlantedBug
{
    public override void Input(QuorumMachine machine, QuorumInput input, TimeSpan now, Action<QuorumInput> give)
    {
        if (input is not QuorumInput.Received { Message: PaxosMessage paxos } received || paxos.Operation == PaxosOperation.Collect)
        {
            give(input);
            return;
        }

        var sender = machine.Role == QuorumRole.Peon ? machine.Map.Members[machine.Leader].Address : received.Address;
        give(new QuorumInput.Received(sender, paxos with { Epoch = machine.Epoch, Pn = machine.AcceptedPn }));
    }
}
