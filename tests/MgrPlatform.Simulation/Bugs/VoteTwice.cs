using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Messages;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>Every candidate of an epoch gets a vote, as in Ceph the better one does.</summary>
public sealed class VoteTwice : PlantedBug
{
    private readonly List<(string Address, ElectionMessage Propose)> _asked = [];

    public override void Input(QuorumMachine machine, QuorumInput input, TimeSpan now, Action<QuorumInput> give)
    {
        give(input);
        if (input is QuorumInput.Received { Message: ElectionMessage { Operation: ElectionOperation.Propose } propose } received)
        {
            _asked.Add((received.Address, propose));
        }
    }

    public override void Effects(QuorumMachine machine, List<QuorumEffect> effects, Action<QuorumInput> give)
    {
        foreach (var (address, propose) in _asked
            .Where(asked => machine.Role == QuorumRole.Electing && asked.Propose.Epoch == machine.Epoch))
        {
            effects.Add(new QuorumEffect.Send(
                address,
                propose with { Operation = ElectionOperation.Ack, Map = machine.Map, Traits = MemberTraits.None }));
        }

        _asked.Clear();
    }
}
