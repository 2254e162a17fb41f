using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Client.Configuration;
using MgrPlatform.Manager;
using MgrPlatform.Modules.Commands;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Interop.Tests.Manager.Trouble;

/// <summary>Our manager in the test's own process, so that its wires can be cut and it can be asked when nobody else reaches it.</summary>
internal sealed class TroubledManager : IAsyncDisposable
{
    private readonly ConcurrentQueue<(LogLevel Level, string Line)> _log = new();
    private readonly ILoggerFactory _loggers;
    private readonly RealCluster _cluster;
    private ManagerDaemon? _daemon;

    private TroubledManager(RealCluster cluster)
    {
        _cluster = cluster;
        _loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Information).AddProvider(new QueueProvider(_log)));
    }

    public CuttableTransport Network { get; } = new();

    public string Log => string.Join('\n', _log.Select(static entry => $"{entry.Level} {entry.Line}"));

    /// <summary>How many lines of the log have this in them.</summary>
    public int Logged(string part) => _log.Count(entry => entry.Line.Contains(part, StringComparison.Ordinal));

    /// <summary>Lines of at least this level.</summary>
    public int Logged(LogLevel level) => _log.Count(entry => entry.Level >= level);

    public static async Task<TroubledManager> StartAsync(RealCluster cluster, string name, CancellationToken cancellationToken)
    {
        var (folder, keyring) = await ManagerProcess.MakeKeyAsync(cluster, name, cancellationToken);
        var manager = new TroubledManager(cluster);
        try
        {
            var configuration = CephConfiguration.Load(new CephConfigurationSource
            {
                Name = new EntityName(EntityType.Manager, name),
                Path = cluster.Conf,
                Overrides = new Dictionary<string, string> { ["keyring"] = keyring },
            });
            manager._daemon = await ManagerDaemon.StartAsync(
                new ManagerOptions
                {
                    Configuration = configuration,
                    StateDirectory = Path.Combine(folder, "state"),
                    SdkDirectory = Path.Combine(Path.GetDirectoryName(ManagerProcess.Mgrp)!, "sdk"),
                    Transport = manager.Network,
                },
                manager._loggers,
                cancellationToken);
            return manager;
        }
        catch
        {
            await manager.DisposeAsync();
            throw;
        }
    }

    /// <summary>Cuts it off from all monitors, and from nobody else.</summary>
    public async Task CutOffAsync(CancellationToken cancellationToken)
    {
        var map = JsonDocument.Parse(await _cluster.AskAsync("mon dump -f json", cancellationToken)).RootElement;
        Network.Cut(map.GetProperty("mons").EnumerateArray()
            .SelectMany(static monitor => monitor.GetProperty("public_addrs").GetProperty("addrvec").EnumerateArray())
            .Select(static address => int.Parse(address.GetProperty("addr").GetString()!.Split(':')[^1], CultureInfo.InvariantCulture))
            .ToHashSet());
    }

    /// <summary>Asks it as its own user, past the monitors.</summary>
    public async Task<CommandResult> AskAsync(string prefix, CancellationToken cancellationToken) => await _daemon!.ExecuteAsync(
        new CommandRequest(new JsonObject { ["prefix"] = prefix, ["format"] = "json" }, default, CommandCaller.Local), cancellationToken);

    /// <summary>Until every OSD that is up has reported some times more.</summary>
    public async Task UntilReportedAsync(int osds, int times, CancellationToken cancellationToken)
    {
        var before = await SequencesAsync(cancellationToken);
        try
        {
            await Eventually.SeeAsync(
                () => SequencesAsync(cancellationToken),
                now => now.Count(osd => osd.Value >= before.GetValueOrDefault(osd.Key) + (ulong)times) >= osds,
                $"{osds} OSDs have reported {times} times more",
                cancellationToken);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"{error.Message}\n{Log}", error);
        }
    }

    /// <summary>Groups by state, as it sees them: <c>active+clean</c>.</summary>
    public async Task<Dictionary<string, int>> GroupsAsync(CancellationToken cancellationToken) =>
        Summary(await ReadAsync("pg stat", cancellationToken)).GetProperty("num_pg_by_state").EnumerateArray()
            .ToDictionary(static state => state.GetProperty("name").GetString()!, static state => state.GetProperty("num").GetInt32());

    public async ValueTask DisposeAsync()
    {
        Network.Heal();
        await (_daemon?.DisposeAsync() ?? ValueTask.CompletedTask);
        Network.Dispose();
        _loggers.Dispose();
    }

    private static JsonElement Summary(JsonElement answer) => answer.TryGetProperty("pg_summary", out var inner) ? inner : answer;

    /// <summary>The low half of an OSD's sequence counts its reports since it started.</summary>
    private async Task<Dictionary<int, ulong>> SequencesAsync(CancellationToken cancellationToken)
    {
        var map = await ReadAsync("pg dump", cancellationToken);
        return map.GetProperty("pg_map").GetProperty("osd_stats").EnumerateArray().ToDictionary(
            static osd => osd.GetProperty("osd").GetInt32(), static osd => osd.GetProperty("seq").GetUInt64());
    }

    private async Task<JsonElement> ReadAsync(string prefix, CancellationToken cancellationToken)
    {
        var result = await AskAsync(prefix, cancellationToken);
        Assert.True(result.Code == 0, $"{prefix}: {result.Code} {result.Status}\n{Log}");
        return JsonElement.Parse(System.Text.Encoding.UTF8.GetString(result.Output.Span));
    }

    private sealed class QueueProvider(ConcurrentQueue<(LogLevel, string)> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
