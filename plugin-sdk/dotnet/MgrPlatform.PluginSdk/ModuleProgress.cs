using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk.Hosting;

namespace MgrPlatform.PluginSdk;

/// <summary>Long work that <c>ceph -s</c> and <c>ceph progress</c> show.</summary>
public sealed class ModuleProgress
{
    private readonly IHostChannel _channel;

    internal ModuleProgress(IHostChannel channel) => _channel = channel;

    /// <summary>Shows an event, or how far it is.</summary>
    /// <param name="id">The module's own name for it.</param>
    /// <param name="message">What is being done.</param>
    /// <param name="fraction">0 to 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the host has it.</returns>
    public async Task UpdateAsync(string id, string message, double fraction, CancellationToken cancellationToken) =>
        await _channel.CallAsync(
            "progress_update",
            new JsonObject { ["id"] = id, ["message"] = message, ["fraction"] = Math.Clamp(fraction, 0, 1), ["add_to_ceph_s"] = true },
            cancellationToken).ConfigureAwait(false);

    /// <summary>The work is done.</summary>
    /// <param name="id">The module's own name for it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the host knows.</returns>
    public async Task CompleteAsync(string id, CancellationToken cancellationToken) =>
        await _channel.CallAsync("progress_complete", new JsonObject { ["id"] = id }, cancellationToken).ConfigureAwait(false);

    /// <summary>Removes all events of this module.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the host knows.</returns>
    public async Task ClearAsync(CancellationToken cancellationToken) =>
        await _channel.CallAsync("progress_clear", [], cancellationToken).ConfigureAwait(false);
}
