using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Store;
using MgrPlatform.Simulation.Disk;
using MgrPlatform.Simulation.Members;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>
/// A bug planted between a member and its machine: what the machine is told, what it wants done, or what it says of itself is altered as a
/// wrong machine would have it. The machine itself knows nothing of it. One object a life of a member.
/// </summary>
public abstract class PlantedBug
{
    public virtual QuorumOptions Options(QuorumOptions options) => options;

    public virtual void Prepare(VirtualStore store, VirtualCodec codec)
    {
    }

    public virtual void Input(QuorumMachine machine, QuorumInput input, TimeSpan now, Action<QuorumInput> give) => give(input);

    public virtual void Effects(QuorumMachine machine, List<QuorumEffect> effects, Action<QuorumInput> give)
    {
    }

    public virtual bool IsReadable(QuorumMachine machine, TimeSpan now, MemberHost host) => machine.IsReadable(0, now);

    /// <summary>The other members of the quorum, by address.</summary>
    protected static IEnumerable<string> Others(QuorumMachine machine) =>
        machine.Quorum.Where(rank => rank != machine.Rank).Select(rank => machine.Map.Members[rank].Address);

    /// <summary>The message of an input, if it is one of Paxos with this operation.</summary>
    protected static PaxosMessage? PaxosIn(QuorumInput input, PaxosOperation operation) =>
        input is QuorumInput.Received { Message: PaxosMessage paxos } && paxos.Operation == operation ? paxos : null;

    /// <summary>Leaves an operation out of every write.</summary>
    protected static void Strip(List<QuorumEffect> effects, Func<StoreOperation, bool> unwanted)
    {
        for (var index = 0; index < effects.Count; index++)
        {
            if (effects[index] is QuorumEffect.Write write && write.Transaction.Operations.Any(unwanted))
            {
                effects[index] = write with
                {
                    Transaction = new StoreTransaction([.. write.Transaction.Operations.Where(operation => !unwanted(operation))]),
                };
            }
        }
    }
}
