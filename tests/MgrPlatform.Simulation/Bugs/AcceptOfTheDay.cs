using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Messages;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>
/// An acceptance names the version after the peon's last one of the moment, not the one that was begun. (The simulator found this one by
/// itself.)
/// </summary>
public sealed class AcceptOfTheDay : PlantedBug
{
    public override void Effects(QuorumMachine machine, List<QuorumEffect> effects, Action<QuorumInput> give)
    {
        for (var index = 0; index < effects.Count; index++)
        {
            if (effects[index] is QuorumEffect.Send { Message: PaxosMessage { Operation: PaxosOperation.Accept } accept } send)
            {
                effects[index] = send with { Message = accept with { LastCommitted = machine.LastCommitted } };
            }
        }
    }
}
