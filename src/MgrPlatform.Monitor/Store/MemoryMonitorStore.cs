using MgrPlatform.Wire.Maps.Quorum;

namespace MgrPlatform.Monitor.Store;

/// <summary>A store in memory, for tests and for monitors that nobody needs tomorrow.</summary>
public sealed class MemoryMonitorStore : IMonitorStore
{
    private readonly SortedDictionary<string, SortedDictionary<string, byte[]>> _prefixes = new(StringComparer.Ordinal);

    public byte[]? Get(string prefix, string key) =>
        _prefixes.TryGetValue(prefix, out var entries) ? entries.GetValueOrDefault(key) : null;

    public IEnumerable<KeyValuePair<string, byte[]>> Read(string prefix, string from = "") =>
        _prefixes.TryGetValue(prefix, out var entries)
            ? [.. entries.SkipWhile(entry => string.CompareOrdinal(entry.Key, from) < 0)]
            : [];

    public IReadOnlyList<string> Prefixes() =>
        [.. _prefixes.Where(static prefix => prefix.Value.Count > 0).Select(static prefix => prefix.Key)];

    public void Apply(MonitorTransaction transaction)
    {
        foreach (var operation in transaction.Operations)
        {
            Apply(operation);
        }
    }

    public void Sync()
    {
        // Nothing of it survives the process anyway.
    }

    public long Size() => _prefixes.Values.Sum(static entries => entries.Sum(static entry => (long)entry.Key.Length + entry.Value.Length));

    public void Dispose()
    {
    }

    private void Apply(StoreOperation operation)
    {
        if (!_prefixes.TryGetValue(operation.Prefix, out var entries))
        {
            _prefixes[operation.Prefix] = entries = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        }

        switch (operation.Kind)
        {
            case StoreOperationKind.Put:
                entries[operation.Key] = operation.Value;
                break;
            case StoreOperationKind.Erase:
                entries.Remove(operation.Key);
                break;
            case StoreOperationKind.EraseRange:
                foreach (var key in entries.Keys.Where(key =>
                    string.CompareOrdinal(key, operation.Key) >= 0
                    && (operation.EndKey.Length == 0 || string.CompareOrdinal(key, operation.EndKey) < 0)).ToList())
                {
                    entries.Remove(key);
                }

                break;
            case StoreOperationKind.Compact:
                break;
            default:
                throw new MonitorStoreException($"no store knows an operation of kind {operation.Kind}");
        }
    }
}
