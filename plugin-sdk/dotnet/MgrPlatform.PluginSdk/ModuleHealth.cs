using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk.Hosting;

namespace MgrPlatform.PluginSdk;

/// <summary>The health checks that the module raises.</summary>
public sealed class ModuleHealth
{
    private readonly IHostChannel _channel;

    internal ModuleHealth(IHostChannel channel) => _channel = channel;

    /// <summary>Replaces all checks of this module; those that are not in the list are gone.</summary>
    /// <param name="checks">All checks that hold now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the host has them.</returns>
    public async Task SetAsync(IEnumerable<ModuleHealthCheck> checks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checks);
        var map = new JsonObject();
        foreach (var check in checks)
        {
            map[check.Code] = new JsonObject
            {
                ["severity"] = check.IsError ? "error" : "warning",
                ["summary"] = check.Summary,
                ["count"] = check.Count,
                ["detail"] = new JsonArray([.. check.Detail.Select(static line => (JsonNode)line)]),
            };
        }

        await _channel.CallAsync("set_health_checks", new JsonObject { ["checks"] = map }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes all checks of this module.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the host knows.</returns>
    public Task ClearAsync(CancellationToken cancellationToken) => SetAsync([], cancellationToken);
}
