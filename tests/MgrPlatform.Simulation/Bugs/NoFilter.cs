using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Messages;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>
/// Votes and messages of Paxos count in whatever epoch, and the latter under whatever number and by whomever, they were sent.
/// </summary>
public sealed class NoFilter : PlantedBug
{
    public override void Input(QuorumMachine machine, QuorumInput input, TimeSpan now, Action<QuorumInput> give)
    {
        give(input switch
        {
            QuorumInput.Received { Message: ElectionMessage { Operation: ElectionOperation.Ack } vote } received =>
                received with { Message = vote with { Epoch = machine.Epoch } },
            QuorumInput.Received { Message: PaxosMessage paxos } received when paxos.Operation != PaxosOperation.Collect =>
                new QuorumInput.Received(
                    machine.Role == QuorumRole.Peon ? machine.Map.Members[machine.Leader].Address : received.Address,
                    paxos with { Epoch = machine.Epoch, Pn = machine.AcceptedPn }),
            _ => input,
        });
    }
}
