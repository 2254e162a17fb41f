using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Messages;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>The leader commits when a majority accepted, while the others may read under their leases.</summary>
public sealed class CommitOnMajority : PlantedBug
{
    private readonly HashSet<string> _accepted = [];
    private ulong _last;

    public override void Input(QuorumMachine machine, QuorumInput input, TimeSpan now, Action<QuorumInput> give)
    {
        give(input);
        if (PaxosIn(input, PaxosOperation.Accept) is not { } accept || machine.Role != QuorumRole.Leader)
        {
            return;
        }

        if (accept.LastCommitted != _last)
        {
            _accepted.Clear();
            _last = accept.LastCommitted;
        }

        _accepted.Add(((QuorumInput.Received)input).Address);
        if (_accepted.Count + 1 < machine.Map.Majority)
        {
            return;
        }

        foreach (var other in Others(machine).Where(other => !_accepted.Contains(other)).ToList())
        {
            give(new QuorumInput.Received(other, accept with { Lease = TimeSpan.Zero, Sent = TimeSpan.Zero }));
        }
    }
}
