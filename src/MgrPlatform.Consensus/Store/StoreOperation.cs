namespace MgrPlatform.Consensus.Store;

/// <summary>One change to the store.</summary>
/// <param name="Value">Empty but for a put. Nobody changes the bytes afterwards.</param>
/// <param name="EndKey">Only for a range.</param>
public sealed record StoreOperation(StoreOperationKind Kind, string Prefix, string Key, byte[] Value, string EndKey = "");
