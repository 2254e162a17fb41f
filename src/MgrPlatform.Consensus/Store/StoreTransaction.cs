namespace MgrPlatform.Consensus.Store;

/// <summary>Changes to the store that are made together, in this order.</summary>
public sealed record StoreTransaction(IReadOnlyList<StoreOperation> Operations)
{
    public static readonly StoreTransaction Empty = new([]);
}
