using MgrPlatform.Consensus;
using MgrPlatform.Simulation.Members;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>Whoever believes to be in a quorum answers reads.</summary>
public sealed class ReadWithoutLease : PlantedBug
{
    public override bool IsReadable(QuorumMachine machine, TimeSpan now, MemberHost host) =>
        machine.IsInQuorum && machine.LastCommitted > 0;
}
