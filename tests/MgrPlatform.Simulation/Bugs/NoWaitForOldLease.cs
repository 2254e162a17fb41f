using MgrPlatform.Consensus;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>A new leader commits at once, while a member that it left out may still read.</summary>
public sealed class NoWaitForOldLease : PlantedBug
{
    public override QuorumOptions Options(QuorumOptions options) => options with { OldLeaseFactor = 0 };
}
