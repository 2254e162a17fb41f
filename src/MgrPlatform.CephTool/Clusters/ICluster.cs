using System.Text.Json.Nodes;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.CephTool.Clusters;

/// <summary>A cluster that takes commands.</summary>
internal interface ICluster : IAsyncDisposable
{
    /// <summary>Whether all its monitors are of 18.2 or newer; from there on the official tool writes usage in another way.</summary>
    bool IsReefOrNewer { get; }

    /// <param name="target">Of the kinds in <see cref="TargetWords"/>.</param>
    /// <param name="input">What <c>-i</c> gives.</param>
    /// <returns>The daemon's answer, or a failure that says why there is none.</returns>
    Task<CommandResult> SendAsync(
        CommandTarget target, JsonObject command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken);

    /// <summary>Whether a monitor lives, in quorum or not.</summary>
    /// <returns>Its JSON as output.</returns>
    Task<CommandResult> PingAsync(string monitor, CancellationToken cancellationToken);

    /// <summary>Hands over each line of the cluster log, as the official tool prints it, until it is cancelled.</summary>
    /// <param name="level"><c>info</c> and the other levels of <see cref="Words.WatchArguments.Level"/>.</param>
    /// <param name="print">The channel and the line.</param>
    Task WatchAsync(string level, Action<string, string> print, CancellationToken cancellationToken);
}
