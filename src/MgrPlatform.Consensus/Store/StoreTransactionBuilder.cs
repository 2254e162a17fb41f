namespace MgrPlatform.Consensus.Store;

/// <summary>Collects the operations of a transaction.</summary>
public sealed class StoreTransactionBuilder
{
    private readonly List<StoreOperation> _operations = [];

    public bool IsEmpty => _operations.Count == 0;

    public StoreTransactionBuilder Put(string prefix, string key, byte[] value)
    {
        _operations.Add(new StoreOperation(StoreOperationKind.Put, prefix, key, value));
        return this;
    }

    public StoreTransactionBuilder Erase(string prefix, string key)
    {
        _operations.Add(new StoreOperation(StoreOperationKind.Erase, prefix, key, []));
        return this;
    }

    /// <summary>
    /// Erases the keys of a prefix from <paramref name="from"/> (included) to <paramref name="to"/> (not included; empty: all that follow).
    /// </summary>
    public StoreTransactionBuilder EraseRange(string prefix, string from, string to)
    {
        _operations.Add(new StoreOperation(StoreOperationKind.EraseRange, prefix, from, [], to));
        return this;
    }

    public StoreTransactionBuilder Append(StoreTransaction transaction)
    {
        _operations.AddRange(transaction.Operations);
        return this;
    }

    public StoreTransaction Build() => new([.. _operations]);
}
