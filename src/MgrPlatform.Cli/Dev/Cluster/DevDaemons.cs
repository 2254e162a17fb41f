using System.Text.Json;
using MgrPlatform.Cli.Daemons;
using MgrPlatform.Client;
using MgrPlatform.Manager;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Cli.Dev.Cluster;

/// <summary>The monitors and managers of a dev cluster, all in this process, each with a log of its own. Disposing stops them in order.</summary>
/// <param name="whenEnded">Told when one ends before it was asked to.</param>
/// <param name="warn">Told of a manager's warnings and errors.</param>
internal sealed class DevDaemons(
    DevDirectory directory, DevOptions options, Action<string> whenEnded, Action<LogLevel, string> warn) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly SocketTransport _transport = new();
    private readonly List<MonitorDaemon> _monitors = [];
    private readonly List<(string Name, ManagerDaemon Daemon)> _managers = [];
    private readonly List<(ILoggerFactory Loggers, LogFile File)> _logs = [];
    private readonly CancellationTokenSource _stopping = new();
    private ClusterClient? _admin;

    /// <summary>A client of the cluster with all rights, once the monitors have started.</summary>
    public ClusterClient Admin => _admin ?? throw new InvalidOperationException("the monitors have not started");

    /// <summary>Starts the monitors and waits until all of them are in the quorum.</summary>
    /// <exception cref="CommandLineException">They do not find together in time.</exception>
    public async Task StartMonitorsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            var daemon = await MonitorDaemon.StartAsync(
                DevSettings.Apply(new MonitorDaemonOptions { Name = name, Directory = directory.Monitor(name) }),
                _transport,
                TimeProvider.System,
                OpenLog($"mon.{name}", static file => new DaemonLogProvider(file, TimeProvider.System)),
                cancellationToken);
            _monitors.Add(daemon);
            Watch($"mon.{name}", async () => (await daemon.Completion).Reason);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var timer = new PeriodicTimer(Pause);
        try
        {
            _admin = await ClusterClient.ConnectAsync(
                directory.Load(new EntityName(EntityType.Client, "admin")), Patience, NullLoggerFactory.Instance, limit.Token);
            while (await CountQuorumAsync(limit.Token) < names.Count)
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandLineException(
                $"after {Patience.TotalSeconds:0} s not all monitors are in the quorum; their logs say why", ExitCode.Failure);
        }
    }

    /// <summary>Makes the managers' keys and starts them; the one that serves, once its modules have settled.</summary>
    /// <param name="whenModuleChanged">Told the manager's name and what is new; called from any thread.</param>
    /// <exception cref="CommandLineException">None serves in time.</exception>
    public async Task<(string Name, ManagerDaemon Daemon)> StartManagersAsync(
        IReadOnlyList<string> names, Action<string, ModuleStatus> whenModuleChanged, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            await MakeKeyAsync($"mgr.{name}", """["mon","allow profile mgr","osd","allow *","mds","allow *"]""", cancellationToken);
        }

        List<Task<(string, ManagerDaemon)>> serving = [];
        foreach (var name in names)
        {
            var daemon = await ManagerDaemon.StartAsync(
                ManagerOptionsOf(name),
                OpenLog($"mgr.{name}", file => new DevLogProvider(file, TimeProvider.System, (level, category, line) => Warn(name, level, category, line))),
                cancellationToken);
            _managers.Add((name, daemon));
            daemon.ModuleChanged += status => whenModuleChanged(name, status);
            Watch($"mgr.{name}", async () =>
            {
                await daemon.Running;
                return "it was stopped";
            });
            serving.Add(WhenServingAsync(name, daemon, cancellationToken));
        }

        try
        {
            var first = await Task.WhenAny(serving).WaitAsync(Patience, cancellationToken);
            return await first;
        }
        catch (TimeoutException)
        {
            throw new CommandLineException(
                $"after {Patience.TotalSeconds:0} s no manager is active; their logs say why", ExitCode.Failure);
        }
    }

    /// <summary>A command that must succeed.</summary>
    /// <exception cref="CommandLineException">The monitors refuse it.</exception>
    public async Task<string> AskAsync(string command, CancellationToken cancellationToken)
    {
        var answer = await Admin.Monitors.CommandAsync(command, default, Patience, cancellationToken);
        return answer.IsSuccess
            ? answer.Text
            : throw new CommandLineException($"the cluster cannot be furnished: {command}: {answer.Status}", ExitCode.Failure);
    }

    /// <summary>Makes sure that an entity has a key with these capabilities, and that its folder has it too.</summary>
    /// <param name="caps">A JSON array, as the command takes it.</param>
    public async Task MakeKeyAsync(string entity, string caps, CancellationToken cancellationToken)
    {
        directory.WriteDaemonKey(
            entity,
            await AskAsync($$"""{"prefix":"auth get-or-create","entity":"{{entity}}","caps":{{caps}}}""", cancellationToken));
    }

    public LoggerFactory OpenLog(string name, Func<LogFile, ILoggerProvider> provide)
    {
        var file = new LogFile(directory.LogFile(name));
        var loggers = new LoggerFactory([provide(file)], new LoggerFilterOptions { MinLevel = options.LogLevel });
        _logs.Add((loggers, file));
        return loggers;
    }

    /// <summary>The managers first, while there is somebody to tell; then the monitors, together.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await StopAsync(_managers.Select(static manager => manager.Daemon));
        await (_admin?.DisposeAsync() ?? ValueTask.CompletedTask);
        await StopAsync(_monitors);
        _transport.Dispose();
        foreach (var (loggers, file) in _logs)
        {
            loggers.Dispose();
            await file.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private static async Task<(string Name, ManagerDaemon Daemon)> WhenServingAsync(
        string name, ManagerDaemon daemon, CancellationToken cancellationToken)
    {
        await daemon.WhenAvailableAsync(cancellationToken);
        await daemon.WhenSettledAsync(cancellationToken);
        return (name, daemon);
    }

    private ManagerOptions ManagerOptionsOf(string name) => new()
    {
        Configuration = directory.Load(new EntityName(EntityType.Manager, name)),
        StateDirectory = directory.Daemon($"mgr.{name}"),
        LogDirectory = directory.FullPath,
        PluginPaths = [.. options.PluginPaths, Path.Combine(AppContext.BaseDirectory, "plugins")],
        Python = options.Python,
        Node = options.Node,
        BuildSources = true,
        AdminSocket = directory.AdminSocket($"mgr.{name}"),
    };

    /// <summary>What the host remarks of a module in passing is shown as the module's news already.</summary>
    private void Warn(string manager, LogLevel level, string category, string line)
    {
        if (level >= LogLevel.Warning && !_stopping.IsCancellationRequested)
        {
            var isNamed = line.StartsWith($"{category}: ", StringComparison.Ordinal) || line.StartsWith($"mgr.{manager} ", StringComparison.Ordinal);
            var first = line.Split('\n', 2)[0]; // A stack is for the log.
            warn(level, isNamed ? first : $"mgr.{manager}: {first}");
        }
    }

    private async Task<int> CountQuorumAsync(CancellationToken cancellationToken)
    {
        var answer = await Admin.Monitors.CommandAsync(
            """{"prefix":"quorum_status","format":"json"}""", default, Patience, cancellationToken);
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
