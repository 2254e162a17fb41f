using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk.Hosting;

namespace MgrPlatform.PluginSdk;

/// <summary>The module's key-value pairs. They outlive the module and the manager. Reads are local, writes wait until they are durable.</summary>
public sealed class ModuleStore
{
    private readonly IHostChannel _channel;
    private readonly Lock _gate = new();
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
            Volatile.Write(ref _pairs, _pairs.RemoveRange(removed).SetItems(set));
        }
    }

    private async Task WriteAsync(string key, string? value, CancellationToken cancellationToken)
    {
        await _channel.CallAsync("set_store", new JsonObject { ["key"] = key, ["value"] = value }, cancellationToken).ConfigureAwait(false);

        // The host's echo may come after its answer; a module must read what it has written.
        Apply(value is null ? [] : [KeyValuePair.Create(key, value)], value is null ? [key] : []);
    }
}
