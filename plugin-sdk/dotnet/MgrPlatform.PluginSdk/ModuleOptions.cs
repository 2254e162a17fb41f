using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk.Hosting;

namespace MgrPlatform.PluginSdk;

/// <summary>The module's stored options as text. Reads are local; for typed values mark properties with <see cref="ModuleOptionAttribute"/>.</summary>
public sealed class ModuleOptions
{
    private readonly IHostChannel _channel;
    private readonly string _module;
    private readonly string _localPrefix;
    private readonly ConcurrentDictionary<string, string> _stored = new(StringComparer.Ordinal);

    internal ModuleOptions(IHostChannel channel, string module, string mgrId, IEnumerable<KeyValuePair<string, string>> stored)
    {
        _channel = channel;
        _module = module;
        _localPrefix = mgrId + "/";
        Apply(stored, []);
    }

    /// <summary>The stored value for this manager, else the stored value for all, else null.</summary>
    /// <param name="name">The option's name.</param>
    /// <returns>The text, or null when nothing is stored.</returns>
    public string? Find(string name) =>
        _stored.TryGetValue(_localPrefix + name, out var local) ? local : _stored.GetValueOrDefault(name);

    /// <summary>The stored value for all managers, or null.</summary>
    /// <param name="name">The option's name.</param>
    /// <returns>The text, or null when nothing is stored.</returns>
    public string? FindCommon(string name) => _stored.GetValueOrDefault(name);

    /// <summary>Stores or (null) removes an option of this module.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="value">Its value as text.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when it is durable.</returns>
    public Task SetAsync(string name, string? value, CancellationToken cancellationToken) =>
        SetAsync(_module, name, value, false, cancellationToken);

    /// <summary>Stores or (null) removes an option of this module for this manager only.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="value">Its value as text.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when it is durable.</returns>
    public Task SetLocalizedAsync(string name, string? value, CancellationToken cancellationToken) =>
        SetAsync(_module, name, value, true, cancellationToken);

    /// <summary>Reads another module's option; the manifest must allow it.</summary>
    /// <param name="module">The other module.</param>
    /// <param name="name">The option's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The text, or null when nothing is stored.</returns>
    public async ValueTask<string?> GetOfModuleAsync(string module, string name, CancellationToken cancellationToken)
    {
        var answer = await _channel.CallAsync(
            "get_module_option", new JsonObject { ["module"] = module, ["name"] = name }, cancellationToken).ConfigureAwait(false);
        return Answers.Text(answer, "value");
    }

    /// <summary>Stores or (null) removes another module's option; the manifest must allow it.</summary>
    /// <param name="module">The other module.</param>
    /// <param name="name">The option's name.</param>
    /// <param name="value">Its value as text.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when it is durable.</returns>
    public Task SetOfModuleAsync(string module, string name, string? value, CancellationToken cancellationToken) =>
        SetAsync(module, name, value, false, cancellationToken);

    internal void Apply(IEnumerable<KeyValuePair<string, string>> set, IEnumerable<string> removed)
    {
        foreach (var name in removed)
        {
            _stored.TryRemove(name, out _);
        }

        foreach (var (name, value) in set)
        {
            _stored[name] = value;
        }
    }

    private async Task SetAsync(string module, string name, string? value, bool localized, CancellationToken cancellationToken) =>
        await _channel.CallAsync(
            "set_module_option",
            new JsonObject { ["module"] = module, ["name"] = name, ["value"] = value, ["localized"] = localized },
            cancellationToken).ConfigureAwait(false);
}
