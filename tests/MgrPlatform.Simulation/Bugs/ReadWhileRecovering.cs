using MgrPlatform.Consensus;
using MgrPlatform.Simulation.Members;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>A leader answers reads when it has its promises, though it has not finished the value of the leader before.</summary>
public sealed class ReadWhileRecovering : PlantedBug
{
    public override bool IsReadable(QuorumMachine machine, TimeSpan now, MemberHost host) =>
        machine.Role == QuorumRole.Leader ? machine.LastCommitted > 0 && now < machine.LeaseEnd : base.IsReadable(machine, now, host);
}
