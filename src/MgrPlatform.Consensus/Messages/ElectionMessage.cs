using MgrPlatform.Consensus.Members;

namespace MgrPlatform.Consensus.Messages;

/// <summary>MMonElection.</summary>
public sealed record ElectionMessage : QuorumMessage
{
    public required ElectionOperation Operation { get; init; }

    public required Guid Fsid { get; init; }

    /// <summary>Odd while an election is under way.</summary>
    public required uint Epoch { get; init; }

    /// <summary>The sender's.</summary>
    public QuorumMap? Map { get; init; }

    /// <summary>Ranks; only in a victory.</summary>
    public IReadOnlyList<int> Quorum { get; init; } = [];

    /// <summary>The sender's own; in a victory what all have in common (the metadata stays the leader's).</summary>
    public MemberTraits Traits { get; init; } = MemberTraits.None;

    /// <summary>Opaque; only in a victory: the commands that the leader answers.</summary>
    public byte[] Commands { get; init; } = [];

    /// <summary>1 classic; nothing else is known here.</summary>
    public byte Strategy { get; init; } = 1;
}
