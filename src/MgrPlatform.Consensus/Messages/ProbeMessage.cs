using MgrPlatform.Consensus.Members;

namespace MgrPlatform.Consensus.Messages;

/// <summary>MMonProbe: who is there, and what does it know.</summary>
public sealed record ProbeMessage : QuorumMessage
{
    public required ProbeOperation Operation { get; init; }

    public required Guid Fsid { get; init; }

    public required string Name { get; init; }

    /// <summary>Ranks; empty when the sender is in none.</summary>
    public IReadOnlyList<int> Quorum { get; init; } = [];

    /// <summary>A rank, -1 for none.</summary>
    public int Leader { get; init; } = QuorumMap.NoRank;

    /// <summary>Absent in a question.</summary>
    public QuorumMap? Map { get; init; }

    public bool HasEverJoined { get; init; }

    public ulong PaxosFirst { get; init; }

    public ulong PaxosLast { get; init; }

    public ulong RequiredFeatures { get; init; }

    public byte Release { get; init; }
}
