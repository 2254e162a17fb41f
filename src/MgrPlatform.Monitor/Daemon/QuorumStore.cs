using MgrPlatform.Consensus.Store;
using MgrPlatform.Monitor.Store;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>The store as Consensus reads it.</summary>
internal sealed class QuorumStore(IMonitorStore store) : IQuorumStore
{
    public byte[]? Get(string prefix, string key) => store.Get(prefix, key);

    public IReadOnlyList<KeyValuePair<string, byte[]>> Scan(string prefix, string after, int limit) =>
        [.. store.Read(prefix, after).Where(entry => after.Length == 0 || entry.Key != after).Take(limit)];
}
