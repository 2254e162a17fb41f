using MgrPlatform.Consensus;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>A write counts as durable as soon as it is handed over.</summary>
public sealed class AckBeforeSync : PlantedBug
{
    public override void Effects(QuorumMachine machine, List<QuorumEffect> effects, Action<QuorumInput> give)
    {
        foreach (var write in effects.OfType<QuorumEffect.Write>().Where(static write => write.Durable))
        {
            give(new QuorumInput.Stored(write.Number));
        }
    }
}
