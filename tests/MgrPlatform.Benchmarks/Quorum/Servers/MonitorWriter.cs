using System.Text.Json;
using MgrPlatform.Client;
using MgrPlatform.Client.Configuration;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Benchmarks.Quorum.Servers;

/// <summary>Our client at a monitor, ours or Ceph's: <c>config-key set</c>.</summary>
internal sealed class MonitorWriter(ClusterClient client) : IWriter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="server">Only this monitor is asked; null for whichever answers first.</param>
    public static async Task<MonitorWriter> ConnectAsync(string conf, int? server, CancellationToken cancellationToken)
    {
        var options = await MonitorClientOptions.FromAsync(
            CephConfiguration.Load(new CephConfigurationSource { Path = conf }), cancellationToken);
        options = server is { } one ? options with { Seeds = [options.Seeds[one]], HuntParallel = 1 } : options;
        return new MonitorWriter(
            await ClusterClient.ConnectAsync(options, Patience, null, TimeProvider.System, NullLoggerFactory.Instance, cancellationToken));
    }

    public Task PutAsync(string key, string value, CancellationToken cancellationToken) =>
        RunAsync(new Dictionary<string, string> { ["prefix"] = "config-key set", ["key"] = key, ["val"] = value }, cancellationToken);

    public Task<string> AskAsync(string prefix, CancellationToken cancellationToken) =>
        RunAsync(new Dictionary<string, string> { ["prefix"] = prefix, ["format"] = "json" }, cancellationToken);

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private async Task<string> RunAsync(Dictionary<string, string> command, CancellationToken cancellationToken)
    {
        var result = await client.Monitors.CommandAsync(JsonSerializer.Serialize(command), default, Patience, cancellationToken);
        return result.IsSuccess
            ? result.Text
            : throw new InvalidOperationException($"{command["prefix"]}: {result.Code} {result.Status}");
    }
}
