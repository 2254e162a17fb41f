using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Messages;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>A peon counts its lease from when the grant came, however long that took, and whoever else promised nothing.</summary>
public sealed class LeaseFromReceipt : PlantedBug
{
    public override void Input(QuorumMachine machine, QuorumInput input, TimeSpan now, Action<QuorumInput> give) =>
        give(PaxosIn(input, PaxosOperation.Lease) is { } lease
            ? ((QuorumInput.Received)input) with { Message = lease with { Lease = now + TimeSpan.FromSeconds(1) } }
            : input);
}
