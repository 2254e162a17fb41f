using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk.Hosting;

namespace MgrPlatform.PluginSdk;

/// <summary>The module's key-value pairs. They outlive the module and the manager. Reads are local, writes wait until they are durable.</summary>
public sealed class ModuleStore
{
    private readonly IHostChannel _channel;
    private readonly Lock _gate = new();
    private readonly List<Write> _writing = [];
    private ImmutableSortedDictionary<string, string> _pairs;

    internal ModuleStore(IHostChannel channel, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        _channel = channel;
        _pairs = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, pairs);
    }

    /// <summary>All pairs as they are now; the value does not change later.</summary>
    public IReadOnlyDictionary<string, string> All => Volatile.Read(ref _pairs);

    /// <summary>A key's value, or null when there is none.</summary>
    /// <param name="key">The key, without the module's name.</param>
    /// <returns>The value, or null.</returns>
    public string? Get(string key) => Volatile.Read(ref _pairs).GetValueOrDefault(key);

    /// <summary>All pairs whose keys begin with a prefix.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <returns>The pairs, keys whole.</returns>
    public IReadOnlyDictionary<string, string> WithPrefix(string prefix) => Volatile.Read(ref _pairs)
        .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Stores a pair.</summary>
    /// <param name="key">The key, without the module's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when it is durable; a read sees it from then on.</returns>
    public Task SetAsync(string key, string value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        return WriteAsync(key, value, cancellationToken);
    }

    /// <summary>Removes a key; it need not be there.</summary>
    /// <param name="key">The key, without the module's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when it is durable; a read sees it from then on.</returns>
    public Task RemoveAsync(string key, CancellationToken cancellationToken) => WriteAsync(key, null, cancellationToken);

    internal void Apply(IEnumerable<KeyValuePair<string, string>> set, IEnumerable<string> removed)
    {
        lock (_gate)
        {
            var changes = set.Select(static pair => (pair.Key, Value: (string?)pair.Value)).Concat(removed.Select(static key => (Key: key, Value: (string?)null)));
            foreach (var (key, value) in changes)
            {
                Keep(key, value);
                _writing.FindAll(write => write.Key == key).ForEach(static write => write.IsOvertaken = true);
            }
        }
    }

    private void Keep(string key, string? value) => Volatile.Write(ref _pairs, value is null ? _pairs.Remove(key) : _pairs.SetItem(key, value));

    private async Task WriteAsync(string key, string? value, CancellationToken cancellationToken)
    {
        var write = new Write(key);
        lock (_gate)
        {
            _writing.Add(write);
        }

        try
        {
            await _channel.CallAsync("set_store", new JsonObject { ["key"] = key, ["value"] = value }, cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                // The host's echo may come after its answer, and a module must read what it has written. An echo that came
                // before the answer is the truth, and may have brought a later value already.
                if (!write.IsOvertaken)
                {
                    Keep(key, value);
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                _writing.Remove(write);
            }
        }
    }

    private sealed class Write(string key)
    {
        public string Key { get; } = key;

        public bool IsOvertaken { get; set; }
    }
}
