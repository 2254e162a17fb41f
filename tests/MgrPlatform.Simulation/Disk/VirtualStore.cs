using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Simulation.Disk;

/// <summary>
/// A member's store: what is written can be read at once, and outlives a crash only when it was synced. A crash keeps the first so many of
/// the transactions that were not, whole: the store is ordered, as SQLite's log is.
/// </summary>
public sealed class VirtualStore : IQuorumStore
{
    private readonly Dictionary<string, Dictionary<string, byte[]>> _prefixes = [];
    private readonly Dictionary<string, List<string>> _sorted = [];
    private readonly List<(long Number, List<Undo> Undos)> _unsynced = [];

    private readonly record struct Undo(string Prefix, string Key, byte[]? Before);

    /// <summary>Of all the services' keys and values, in any order: equal contents, equal hash.</summary>
    public ulong Hash { get; private set; }

    public int Unsynced => _unsynced.Count;

    public byte[]? Get(string prefix, string key) =>
        _prefixes.TryGetValue(prefix, out var keys) && keys.TryGetValue(key, out var value) ? value : null;

    public IReadOnlyList<KeyValuePair<string, byte[]>> Scan(string prefix, string after, int limit)
    {
        if (!_prefixes.TryGetValue(prefix, out var keys))
        {
            return [];
        }

        if (!_sorted.TryGetValue(prefix, out var sorted))
        {
            sorted = [.. keys.Keys];
            sorted.Sort(string.CompareOrdinal);
            _sorted[prefix] = sorted;
        }

        List<KeyValuePair<string, byte[]>> found = [];
        foreach (var key in sorted)
        {
            if (found.Count >= limit)
            {
                break;
            }

            if (after.Length == 0 || string.CompareOrdinal(key, after) > 0)
            {
                found.Add(new KeyValuePair<string, byte[]>(key, keys[key]));
            }
        }

        return found;
    }

    public void Write(long number, StoreTransaction transaction)
    {
        List<Undo> undos = new(transaction.Operations.Count);
        foreach (var operation in transaction.Operations)
        {
            switch (operation.Kind)
            {
                case StoreOperationKind.Put:
                    Set(operation.Prefix, operation.Key, operation.Value, undos);
                    break;
                case StoreOperationKind.Erase:
                    Set(operation.Prefix, operation.Key, null, undos);
                    break;
                case StoreOperationKind.EraseRange:
                    EraseRange(operation, undos);
                    break;
                default:
                    break;
            }
        }

        _unsynced.Add((number, undos));
    }

    /// <summary>All writes up to this number are safe.</summary>
    public void Sync(long number)
    {
        var count = 0;
        while (count < _unsynced.Count && _unsynced[count].Number <= number)
        {
            count++;
        }

        _unsynced.RemoveRange(0, count);
    }

    /// <summary>The power fails: of what was not synced the first so many transactions stay.</summary>
    public void Crash(int kept)
    {
        for (var index = _unsynced.Count - 1; index >= kept; index--)
        {
            var undos = _unsynced[index].Undos;
            for (var undo = undos.Count - 1; undo >= 0; undo--)
            {
                Set(undos[undo].Prefix, undos[undo].Key, undos[undo].Before, null);
            }
        }

        _unsynced.Clear();
    }

    private void EraseRange(StoreOperation range, List<Undo> undos)
    {
        if (!_prefixes.TryGetValue(range.Prefix, out var keys))
        {
            return;
        }

        foreach (var key in keys.Keys
            .Where(key =>
                string.CompareOrdinal(key, range.Key) >= 0 && (range.EndKey.Length == 0 || string.CompareOrdinal(key, range.EndKey) < 0))
            .ToList())
        {
            Set(range.Prefix, key, null, undos);
        }
    }

    private void Set(string prefix, string key, byte[]? value, List<Undo>? undos)
    {
        if (!_prefixes.TryGetValue(prefix, out var keys))
        {
            keys = [];
            _prefixes[prefix] = keys;
        }

        keys.TryGetValue(key, out var before);
        undos?.Add(new Undo(prefix, key, before));
        if (value is null ? keys.Remove(key) : before is null)
        {
            _sorted.Remove(prefix);
        }

        if (value is not null)
        {
            keys[key] = value;
        }

        if (IsService(prefix))
        {
            Hash ^= (before is null ? 0 : HashOf(prefix, key, before)) ^ (value is null ? 0 : HashOf(prefix, key, value));
        }
    }

    private static bool IsService(string prefix) =>
        prefix is not (StoreKeys.Paxos or StoreKeys.Monitor or StoreKeys.MonSync or StoreKeys.Mkfs);

    private static ulong HashOf(string prefix, string key, byte[] value)
    {
        var hash = 14695981039346656037;
        foreach (var character in prefix)
        {
            hash = (hash ^ character) * 1099511628211;
        }

        foreach (var character in key)
        {
            hash = (hash ^ character) * 1099511628211;
        }

        foreach (var octet in value)
        {
            hash = (hash ^ octet) * 1099511628211;
        }

        return hash ^ (hash >> 31);
    }
}
