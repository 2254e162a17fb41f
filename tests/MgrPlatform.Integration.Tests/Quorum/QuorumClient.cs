using System.Text.Json;
using MgrPlatform.Client;
using MgrPlatform.Client.Configuration;
using MgrPlatform.Client.Monitors;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Integration.Tests.Quorum;

/// <summary>A client with a session of its own, which it keeps through whatever happens to the monitors.</summary>
internal sealed class QuorumClient(ClusterClient client) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<QuorumClient> ConnectAsync(string conf, int? port, CancellationToken cancellationToken)
    {
        var options = await MonitorClientOptions.FromAsync(
            CephConfiguration.Load(new CephConfigurationSource { Path = conf }), cancellationToken);
        if (port is { } one)
        {
            options = options with { Seeds = [.. options.Seeds.Where(seed => seed.EndPoint!.Port == one)], HuntParallel = 1 };
        }

        return new QuorumClient(
            await ClusterClient.ConnectAsync(options, Patience, null, TimeProvider.System, NullLoggerFactory.Instance, cancellationToken));
    }

    /// <summary>A command whose arguments are named in pairs.</summary>
    public async Task<(int Code, string Text)> AskAsync(string prefix, CancellationToken cancellationToken, params string[] arguments)
    {
        var command = new Dictionary<string, string> { ["prefix"] = prefix, ["format"] = "json" };
        for (var i = 0; i < arguments.Length; i += 2)
        {
            command[arguments[i]] = arguments[i + 1];
        }

        var result = await client.Monitors.CommandAsync(JsonSerializer.Serialize(command), default, Patience, cancellationToken);
        return (result.Code, result.Code == 0 ? result.Text : result.Status);
    }

    public Task<(int Code, string Text)> SetAsync(string key, string value, CancellationToken cancellationToken) =>
        AskAsync("config-key set", cancellationToken, "key", key, "val", value);

    public Task<(int Code, string Text)> GetAsync(string key, CancellationToken cancellationToken) =>
        AskAsync("config-key get", cancellationToken, "key", key);

    /// <summary>A command that must succeed.</summary>
    public async Task<string> DoAsync(string prefix, params string[] arguments)
    {
        var (code, text) = await AskAsync(prefix, TestContext.Current.CancellationToken, arguments);
        Assert.True(code == 0, $"{prefix}: {code} {text}");
        return text;
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
