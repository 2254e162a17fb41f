using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Consensus.Paxos;

/// <summary>A value that was accepted, here or elsewhere, and of which nobody here knows yet that it is committed.</summary>
internal sealed record PendingValue(ulong Version, ulong Pn, byte[] Bytes, StoreTransaction Transaction);
