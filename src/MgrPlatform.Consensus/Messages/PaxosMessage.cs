using System.Collections.ObjectModel;

namespace MgrPlatform.Consensus.Messages;

/// <summary>
/// MMonPaxos. Both times are monotonic clocks and never the wall's, so that no change of a clock can stretch a lease:
/// <see cref="Sent"/> is the sender's; <see cref="Lease"/> is the receiver's, from the leader the end of the lease that it grants (zero:
/// none), from a peon the leader's <see cref="Sent"/> that it answers.
/// </summary>
public sealed record PaxosMessage : QuorumMessage
{
    /// <summary>Of the election.</summary>
    public required uint Epoch { get; init; }

    public required PaxosOperation Operation { get; init; }

    public ulong FirstCommitted { get; init; }

    public ulong LastCommitted { get; init; }

    public ulong PnFrom { get; init; }

    public ulong Pn { get; init; }

    public ulong UncommittedPn { get; init; }

    public TimeSpan Lease { get; init; }

    public TimeSpan Sent { get; init; }

    /// <summary>By version, encoded transactions.</summary>
    public IReadOnlyDictionary<ulong, byte[]> Values { get; init; } = ReadOnlyDictionary<ulong, byte[]>.Empty;
}
