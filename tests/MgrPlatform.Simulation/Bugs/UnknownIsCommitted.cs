using MgrPlatform.Consensus;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>What was under way when an election came is answered as if it were done.</summary>
public sealed class UnknownIsCommitted : PlantedBug
{
    public override void Effects(QuorumMachine machine, List<QuorumEffect> effects, Action<QuorumInput> give)
    {
        for (var index = 0; index < effects.Count; index++)
        {
            if (effects[index] is QuorumEffect.ProposalFinished { Outcome: ProposalOutcome.Unknown } finished)
            {
                effects[index] = finished with { Outcome = ProposalOutcome.Committed, Version = machine.LastCommitted };
            }
        }
    }
}
