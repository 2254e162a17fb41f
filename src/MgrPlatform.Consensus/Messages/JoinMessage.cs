namespace MgrPlatform.Consensus.Messages;

/// <summary>
/// MMonJoin: the sender asks the leader to put it into the monmap. Sent by the machine; when it is received it is the monmap service's
/// business, so the machine ignores it.
/// </summary>
public sealed record JoinMessage(Guid Fsid, string Name, string Address) : QuorumMessage;
