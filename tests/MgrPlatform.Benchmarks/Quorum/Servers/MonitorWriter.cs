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

    public async Task PutAsync(string key, string value, CancellationToken cancellationToken)
    {
        var command = JsonSerializer.Serialize(
            new Dictionary<string, string> { ["prefix"] = "config-key set", ["key"] = key, ["val"] = value });
        var result = await client.Monitors.CommandAsync(command, default, Patience, cancellationToken);
        if (!result.IsSuccess)
        {
            throw new InvalidOperationException($"config-key set: {result.Code} {result.Status}");
        }
    }

    public async Task<string> AskAsync(string prefix, CancellationToken cancellationToken)
    {
        var command = JsonSerializer.Serialize(new Dictionary<string, string> { ["prefix"] = prefix, ["format"] = "json" });
        var result = await client.Monitors.CommandAsync(command, default, Patience, cancellationToken);
        return result.IsSuccess ? result.Text : throw new InvalidOperationException($"{prefix}: {result.Code} {result.Status}");
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
