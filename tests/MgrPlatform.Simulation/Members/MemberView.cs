using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Members;

namespace MgrPlatform.Simulation.Members;

/// <summary>What the checkers see of a member; what a bug was planted in shows here as it shows to clients.</summary>
public abstract class MemberView
{
    public abstract QuorumRole Role { get; }

    public abstract uint Epoch { get; }

    public abstract IReadOnlyList<int> Quorum { get; }

    public abstract QuorumMap Map { get; }

    public abstract ulong FirstCommitted { get; }

    public abstract ulong LastCommitted { get; }

    public abstract ulong AcceptedPn { get; }

    /// <summary>Requests that wait here or elsewhere for an answer.</summary>
    public abstract int Waiting { get; }

    public abstract bool IsReadable(TimeSpan now);
}
