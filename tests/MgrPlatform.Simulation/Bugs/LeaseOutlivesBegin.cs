using MgrPlatform.Consensus;
using MgrPlatform.Simulation.Members;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>A peon goes on reading under its lease when the next value has begun.</summary>
public sealed class LeaseOutlivesBegin : PlantedBug
{
    private TimeSpan _end;

    public override void Effects(QuorumMachine machine, List<QuorumEffect> effects, Action<QuorumInput> give)
    {
        if (!machine.IsInQuorum)
        {
            _end = TimeSpan.Zero;
        }
        else if (machine.LeaseEnd > TimeSpan.Zero)
        {
            _end = machine.LeaseEnd;
        }
    }

    public override bool IsReadable(QuorumMachine machine, TimeSpan now, MemberHost host) =>
        machine.Role == QuorumRole.Peon ? machine.LastCommitted > 0 && now < _end : base.IsReadable(machine, now, host);
}
