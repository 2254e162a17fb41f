namespace MgrPlatform.Consensus.Store;

/// <summary>What an operation does to the store. 1 to 4 are Ceph's numbers; in values of Paxos only these may occur.</summary>
public enum StoreOperationKind : byte
{
    Put = 1,
    Erase = 2,
    Compact = 3,

    /// <summary>
    /// Erases the keys of a prefix from <see cref="StoreOperation.Key"/> (included) to <see cref="StoreOperation.EndKey"/> (not included;
    /// empty: to the end).
    /// </summary>
    EraseRange = 4,
}
