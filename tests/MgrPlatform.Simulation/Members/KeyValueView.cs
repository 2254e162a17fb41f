using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Members;

namespace MgrPlatform.Simulation.Members;

internal sealed class KeyValueView(QuorumMachine machine, Func<int> waiting, MemberSetup setup) : MemberView
{
    public override QuorumRole Role => machine.Role;

    public override uint Epoch => machine.Epoch;

    public override IReadOnlyList<int> Quorum => machine.Quorum;

    public override QuorumMap Map => machine.Map;

    public override ulong FirstCommitted => machine.FirstCommitted;

    public override ulong LastCommitted => machine.LastCommitted;

    public override ulong AcceptedPn => machine.AcceptedPn;

    public override int Waiting => waiting();

    public override bool IsReadable(TimeSpan now) => setup.Bug.IsReadable(machine, now, setup.Host);
}
