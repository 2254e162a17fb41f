using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus.Paxos;

/// <summary>A value that was accepted, here or elsewhere, and of which nobody here knows yet that it is committed.</summary>
internal sealed record PendingValue(ulong Version, ulong Pn, byte[] Bytes, StoreTransaction Transaction)
{
    /// <summary>
    /// Whether it may change the monmap. Then nobody keeps a lease over it: who the new map leaves out would read on, and the new quorum
    /// would not know that it has to wait for that.
    /// </summary>
    public bool ChangesMap => Transaction.Operations.Any(static operation => operation.Prefix == StoreKeys.MonMap);
}
