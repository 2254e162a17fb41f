using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Messages;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>A new leader does not take over what its peons accepted.</summary>
public sealed class LastWithoutUncommitted : PlantedBug
{
    public override void Input(QuorumMachine machine, QuorumInput input, TimeSpan now, Action<QuorumInput> give) =>
        give(PaxosIn(input, PaxosOperation.Last) is { } last
            ? ((QuorumInput.Received)input) with { Message = last with { UncommittedPn = 0 } }
            : input);
}
