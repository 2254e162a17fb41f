namespace MgrPlatform.Consensus.Store;

/// <summary>
/// The store together with what the step under way has written: its writes are effects that the driver carries out only afterwards.
/// Point reads only; nobody scans what it wrote in the same step.
/// </summary>
internal sealed class StoreView(IQuorumStore store, IQuorumCodec codec)
{
    private readonly Dictionary<(string Prefix, string Key), byte[]?> _written = [];
    private readonly HashSet<string> _cleared = [];

    /// <summary>A new step: what was written before is in the store now.</summary>
    public void BeginStep()
    {
        if (_written.Count > 0)
        {
            _written.Clear();
        }

        if (_cleared.Count > 0)
        {
            _cleared.Clear();
        }
    }

    public byte[]? Get(string prefix, string key)
    {
        if (_written.TryGetValue((prefix, key), out var value))
        {
            return value;
        }

        return _cleared.Contains(prefix) ? null : store.Get(prefix, key);
    }

    /// <summary>0 when it is absent or no number.</summary>
    public ulong GetNumber(string prefix, string key) =>
        Get(prefix, key) is { } bytes && codec.TryDecodeNumber(bytes, out var number) ? number : 0;

    public IReadOnlyList<KeyValuePair<string, byte[]>> Scan(string prefix, string after, int limit) => store.Scan(prefix, after, limit);

    public void Remember(StoreTransaction transaction)
    {
        foreach (var operation in transaction.Operations)
        {
            switch (operation.Kind)
            {
                case StoreOperationKind.Put:
                    _written[(operation.Prefix, operation.Key)] = operation.Value;
                    break;
                case StoreOperationKind.Erase:
                    _written[(operation.Prefix, operation.Key)] = null;
                    break;
                case StoreOperationKind.EraseRange:
                    ForgetRange(operation);
                    break;
                default:
                    break; // Compacting changes nothing that can be read.
            }
        }
    }

    private void ForgetRange(StoreOperation range)
    {
        foreach (var written in _written.Keys.Where(written => written.Prefix == range.Prefix && Covers(range, written.Key)).ToList())
        {
            _written[written] = null;
        }

        if (range.Key.Length == 0 && range.EndKey.Length == 0)
        {
            _cleared.Add(range.Prefix);
            return;
        }

        var after = range.Key;
        if (store.Get(range.Prefix, range.Key) is not null)
        {
            _written[(range.Prefix, range.Key)] = null;
        }

        foreach (var (key, _) in store.Scan(range.Prefix, after, int.MaxValue).TakeWhile(pair => Covers(range, pair.Key)))
        {
            _written[(range.Prefix, key)] = null;
        }
    }

    private static bool Covers(StoreOperation range, string key) =>
        string.CompareOrdinal(key, range.Key) >= 0 && (range.EndKey.Length == 0 || string.CompareOrdinal(key, range.EndKey) < 0);
}
