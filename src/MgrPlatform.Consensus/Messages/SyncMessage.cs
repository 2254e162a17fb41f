namespace MgrPlatform.Consensus.Messages;

/// <summary>MMonSync: a member that is far behind copies another's store.</summary>
public sealed record SyncMessage : QuorumMessage
{
    public required SyncOperation Operation { get; init; }

    /// <summary>Names the copying; from the provider.</summary>
    public ulong Cookie { get; init; }

    public ulong LastCommitted { get; init; }

    public string LastPrefix { get; init; } = "";

    public string LastKey { get; init; } = "";

    /// <summary>An encoded transaction.</summary>
    public byte[] Chunk { get; init; } = [];
}
