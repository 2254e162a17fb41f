using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Messages;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>A new leader does not wait for its peons' answers before it goes on from what it knows itself.</summary>
public sealed class CollectAlone : PlantedBug
{
    public override void Effects(QuorumMachine machine, List<QuorumEffect> effects, Action<QuorumInput> give)
    {
        foreach (var send in effects.OfType<QuorumEffect.Send>().ToList())
        {
            if (send.Message is PaxosMessage { Operation: PaxosOperation.Collect } collect)
            {
                give(new QuorumInput.Received(
                    send.Address, collect with { Operation = PaxosOperation.Last, Lease = TimeSpan.Zero, Sent = TimeSpan.Zero }));
            }
        }
    }
}
