using System.Text.Json;
using MgrPlatform.Client;
using MgrPlatform.Cli.Daemons;
using MgrPlatform.Manager;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Cli.Dev.Quorum;

/// <summary>The daemons of a dev cluster with monitors, all in this process, each with a log of its own. Disposing stops them in order.</summary>
/// <param name="whenEnded">Told when one ends before it was asked to.</param>
internal sealed class QuorumDaemons(QuorumDirectory directory, QuorumDevOptions options, Action<string> whenEnded) : IAsyncDisposable
{
    private static readonly TimeSpan QuorumPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly SocketTransport _transport = new();
    private readonly List<MonitorDaemon> _monitors = [];
    private readonly List<(string Name, ManagerDaemon Daemon)> _managers = [];
    private readonly List<(ILoggerFactory Loggers, LogFile File)> _logs = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Starts the monitors and waits until all of them are in the quorum.</summary>
    public async Task StartMonitorsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            var daemon = await MonitorDaemon.StartAsync(
                new MonitorDaemonOptions { Name = name, Directory = directory.Monitor(name) },
                _transport,
                TimeProvider.System,
                OpenLog($"mon.{name}"),
                cancellationToken);
            _monitors.Add(daemon);
            Watch($"mon.{name}", async () => (await daemon.Completion).Reason);
        }

        await using var client = await ConnectAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(QuorumPatience);
        using var timer = new PeriodicTimer(Pause);
        try
        {
            while (await CountQuorumAsync(client, limit.Token) < names.Count)
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandLineException(
                $"after {QuorumPatience.TotalSeconds:0} s not all monitors are in the quorum; their logs say why", ExitCode.Failure);
        }
    }

    /// <summary>Makes the managers' keys and starts them; the name of the one that serves, once its modules have settled.</summary>
    public async Task<string> StartManagersAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        await using (var client = await ConnectAsync(cancellationToken))
        {
            foreach (var name in names)
            {
                var key = await client.Monitors.CommandAsync(
                    $$"""
                    {"prefix":"auth get-or-create","entity":"mgr.{{name}}","caps":["mon","allow profile mgr","osd","allow *","mds","allow *"]}
                    """,
                    default, QuorumPatience, cancellationToken);
                directory.WriteDaemonKey(
                    $"mgr.{name}",
                    key.IsSuccess ? key.Text : throw new CommandLineException($"mgr.{name} gets no key: {key.Status}", ExitCode.Failure));
            }
        }

        List<Task<string>> serving = [];
        foreach (var name in names)
        {
            var daemon = await ManagerDaemon.StartAsync(
                new ManagerOptions
                {
                    Configuration = directory.Load(new EntityName(EntityType.Manager, name)),
                    StateDirectory = directory.Daemon($"mgr.{name}"),
                    PluginPaths = [.. options.PluginPaths, Path.Combine(AppContext.BaseDirectory, "plugins")],
                    Python = options.Python,
                    Node = options.Node,
                },
                OpenLog($"mgr.{name}"),
                cancellationToken);
            _managers.Add((name, daemon));
            Watch($"mgr.{name}", async () =>
            {
                await daemon.Running;
                return "it was stopped";
            });
            serving.Add(NameWhenServingAsync(name, daemon, cancellationToken));
        }

        return await await Task.WhenAny(serving);
    }

    /// <summary>The managers first, while there is somebody to tell; then the monitors, together.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await StopAsync(_managers.Select(static manager => manager.Daemon));
        await StopAsync(_monitors);
        _transport.Dispose();
        foreach (var (loggers, file) in _logs)
        {
            loggers.Dispose();
            await file.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private static async Task<string> NameWhenServingAsync(string name, ManagerDaemon daemon, CancellationToken cancellationToken)
    {
        await daemon.WhenAvailableAsync(cancellationToken);
        return name;
    }

    private static async Task<int> CountQuorumAsync(ClusterClient client, CancellationToken cancellationToken)
    {
        var answer = await client.Monitors.CommandAsync(
            """{"prefix":"quorum_status","format":"json"}""", default, QuorumPatience, cancellationToken);
        if (!answer.IsSuccess)
        {
            return 0;
        }

        using var json = JsonDocument.Parse(answer.Output);
        return json.RootElement.GetProperty("quorum").GetArrayLength();
    }

    private async Task StopAsync(IEnumerable<IAsyncDisposable> daemons)
    {
        try
        {
            await Task.WhenAll(daemons.Select(static daemon => daemon.DisposeAsync().AsTask())).WaitAsync(StopPatience);
        }
        catch (TimeoutException)
        {
            whenEnded($"not everything has ended within {StopPatience.TotalSeconds:0} s; what is left ends with this process");
        }
    }

    private Task<ClusterClient> ConnectAsync(CancellationToken cancellationToken) => ClusterClient.ConnectAsync(
        directory.Load(new EntityName(EntityType.Client, "admin")), QuorumPatience, NullLoggerFactory.Instance, cancellationToken);

    private LoggerFactory OpenLog(string name)
    {
        var file = new LogFile(directory.LogFile(name));
        var loggers = new LoggerFactory(
            [new DaemonLogProvider(file, TimeProvider.System)], new LoggerFilterOptions { MinLevel = options.LogLevel });
        _logs.Add((loggers, file));
        return loggers;
    }

    /// <summary>Others go on without one that has ended: to be seen, as in a cluster of processes.</summary>
    private void Watch(string name, Func<Task<string>> running)
    {
        _ = Task.Run(WatchAsync);

        async Task WatchAsync()
        {
            string reason;
            try
            {
                reason = await running();
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                reason = error.Message; // A daemon that breaks is news here, and no reason for the rest to end.
            }

            if (!_stopping.IsCancellationRequested)
            {
                whenEnded($"{name} has ended: {reason}");
            }
        }
    }
}
