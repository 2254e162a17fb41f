namespace MgrPlatform.Consensus.Messages;

/// <summary>MMonPing: "I am here". Not answered, for everybody sends it to everybody.</summary>
/// <param name="Stamp">The sender's monotonic clock; of no consequence.</param>
public sealed record PingMessage(TimeSpan Stamp) : QuorumMessage;
