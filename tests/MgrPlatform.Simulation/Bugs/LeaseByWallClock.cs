using MgrPlatform.Consensus;
using MgrPlatform.Simulation.Members;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>Whether a lease is over is asked of a clock that can be set.</summary>
public sealed class LeaseByWallClock : PlantedBug
{
    public override bool IsReadable(QuorumMachine machine, TimeSpan now, MemberHost host) => machine.IsReadable(0, host.WallClock);
}
