using System.Collections.Immutable;
using System.Reflection;
using System.Threading.Channels;
using MgrPlatform.Client;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Manager.Backend;
using MgrPlatform.Manager.Role;
using MgrPlatform.Manager.State;
using MgrPlatform.Manager.Term;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Modules.AdminSocket;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Catalog;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;
using CommandResult = MgrPlatform.Modules.Commands.CommandResult;
using CommandTable = MgrPlatform.Modules.Commands.CommandTable;
using Errno = MgrPlatform.Modules.Commands.Errno;

namespace MgrPlatform.Manager;

/// <summary>
/// A manager of a Ceph cluster: stands by, is made active by the monitors, serves, is replaced, stands by again. Runs until it is disposed.
/// </summary>
public sealed partial class ManagerDaemon : IAsyncDisposable
{
    private const int InputLimit = 4096;
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FactsPatience = TimeSpan.FromSeconds(10);

    private readonly ManagerOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly MessengerEndpoint _endpoint;
    private readonly MonitorClient _monitors;
    private readonly CephOptions _config;
    private readonly ClusterIdentity _identity;
    private readonly RoleMachine _machine;
    private readonly AdminSocketServer? _socket;
    private readonly IDisposable _listening;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<RoleInput> _inputs =
        Channel.CreateBounded<RoleInput>(new BoundedChannelOptions(InputLimit) { SingleReader = true });
    private readonly Task _loop;
    private volatile ActiveTerm? _term; // While we serve.
    private volatile ActiveTerm? _next; // While we stand by: the term that would begin.
    private ImmutableSortedSet<string> _modules = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
    private Task _changing = Task.CompletedTask;
    private CancellationTokenSource? _starting;
    private CancellationTokenSource _standby;
    private TaskCompletionSource _available = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ManagerDaemon(
        ManagerOptions options, MessengerEndpoint endpoint, MonitorClient monitors, ClusterFacts facts, ILoggerFactory loggers)
    {
        (_options, _endpoint, _monitors, _loggers, _time) = (options, endpoint, monitors, loggers, options.Time);
        _logger = loggers.CreateLogger<ManagerDaemon>();
        _started = _time.GetTimestamp();
        var fsid = monitors.Maps.MonMap!.Fsid;
        _identity = new ClusterIdentity(options.Configuration.Name.Id, fsid, facts.Version, facts.Release);
        _config = new CephOptions(OwnConfiguration(options));
        _machine = new RoleMachine(options.Role, options.Configuration.Name.Id, fsid);
        _listening = monitors.Listen(Hear);
        _standby = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        _changing = PrepareAsync();
        _loop = Task.Run(RunAsync);
        var version = Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        Post(new RoleInput.Described(facts.Describe(version, options.Address.Address.ToString())));
        Post(new RoleInput.MonitorsKnown(facts.TakesTables));
        Post(new RoleInput.ModulesChanged(ModuleWire.Modules(PluginCatalog.Scan(options.PluginPaths).Values)));
        Post(new RoleInput.Identified(monitors.GlobalId));
        if (monitors.Maps.MgrMap is { } map)
        {
            Post(new RoleInput.MapChanged(map));
        }

        _timer = _time.CreateTimer(_ => Post(new RoleInput.Tick()), null, TickInterval, TickInterval);
        if (options.AdminSocket is { } path)
        {
            _socket = new AdminSocketServer(
                new AdminSocketOptions { Path = path },
                () => _term?.Commands ?? CommandTable.Empty,
                ExecuteAsync,
                loggers.CreateLogger<AdminSocketServer>(),
                _time);
            _socket.Start();
        }

        Log.StandsBy(_logger, _identity.ManagerId, fsid, facts.Version);
    }

    public ManagerRole Role => _machine.Role;

    /// <summary>A module of the present term has another state. Called from any thread; must neither wait nor throw.</summary>
    public event Action<ModuleStatus>? ModuleChanged;

    /// <summary>The modules of the present term; none on a standby.</summary>
    public IReadOnlyList<ModuleStatus> Modules => _term?.Host.Modules ?? [];

    public string? AdminSocketPath => _options.AdminSocket;

    public ClusterIdentity Identity => _identity;

    /// <summary>Faults when the manager cannot go on; whoever runs it ends the process then.</summary>
    public Task Running => _loop;

    /// <summary>Logs in at the monitors and stands by.</summary>
    /// <exception cref="ClientException">The cluster refuses us, or is not there; the message says what to do.</exception>
    /// <exception cref="IOException">The admin socket's path cannot be used.</exception>
    public static async Task<ManagerDaemon> StartAsync(ManagerOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var clientOptions =
            await MonitorClientOptions.FromAsync(options.Configuration, cancellationToken) with { Subscriptions = ["mgrmap"] };
        var endpoint = new MessengerEndpoint(
            new LocalEntity(EntityType.Manager, EntityAddressVector.Empty, MessengerEndpoint.NewNonce()),
            MessengerOptions.Default,
            options.Transport,
            options.Time,
            loggers.CreateLogger<MessengerEndpoint>());
        var monitors = new MonitorClient(clientOptions, endpoint, options.Time, loggers.CreateLogger<MonitorClient>());
        try
        {
            await monitors.ConnectAsync(options.ConnectLimit, cancellationToken);
            return new ManagerDaemon(options, endpoint, monitors, await AskFactsAsync(monitors, cancellationToken), loggers);
        }
        catch
        {
            await monitors.DisposeAsync();
            await endpoint.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when the map says that this manager serves.</summary>
    public Task WhenAvailableAsync(CancellationToken cancellationToken) => Volatile.Read(ref _available).Task.WaitAsync(cancellationToken);

    /// <summary>Completes when every enabled module runs, or has failed, or cannot run here; at once on a standby.</summary>
    public Task WhenSettledAsync(CancellationToken cancellationToken) => _term?.WhenSettledAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Carries out a command as the manager's own user.</summary>
    public Task<CommandResult> ExecuteAsync(CommandRequest request, CancellationToken cancellationToken) => _term is { } term
        ? term.ExecuteAsync(request, isTell: true, cancellationToken)
        : Task.FromResult(CommandResult.Failure(Errno.TryAgain, $"mgr.{_identity.ManagerId} stands by; ask the active manager"));

    public async ValueTask DisposeAsync()
    {
        await (_socket?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _timer.DisposeAsync();
        _listening.Dispose();
        await _stopping.CancelAsync();
        _inputs.Writer.TryComplete();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _changing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (_term?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_next?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _monitors.DisposeAsync();
        await _endpoint.DisposeAsync();
        _starting?.Dispose();
        _standby.Dispose();
        _stopping.Dispose();
    }

    private static async Task<ClusterFacts> AskFactsAsync(MonitorClient monitors, CancellationToken cancellationToken)
    {
        var answer = await monitors.CommandAsync(
            MetadataQuery.Command("mon", null).ToJsonString(), default, FactsPatience, cancellationToken);
        return answer.IsSuccess ? ClusterFacts.Read(MetadataQuery.Read("mon", answer.Output)) : ClusterFacts.Unknown;
    }

    /// <summary>What our own file and command line say of the options that there are.</summary>
    private static ImmutableSortedDictionary<string, string> OwnConfiguration(ManagerOptions options)
    {
        var configuration = options.Configuration;
        var own = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var name in CephOptions.Names.Where(configuration.IsSet))
        {
            own[name] = configuration.Find(name)!;
        }

        own["name"] = configuration.Name.ToString();
        return own.ToImmutable();
    }

    private void Hear(MonitorEvent told)
    {
        switch (told)
        {
            case MonitorEvent.MgrMapChanged { Map.Epoch: > 0 } changed:
                Post(new RoleInput.MapChanged(changed.Map));
                break;
            case MonitorEvent.ManagerDismissed:
                Post(new RoleInput.Dismissed());
                break;
            case MonitorEvent.SessionOpened opened:
                Post(new RoleInput.Identified(opened.GlobalId));
                break;
            default:
                break;
        }
    }

    private void Post(RoleInput input) => _inputs.Writer.TryWrite(input);

    private async Task RunAsync()
    {
        List<RoleEffect> effects = [];
        await foreach (var input in _inputs.Reader.ReadAllAsync())
        {
            if (_changing.IsFaulted)
            {
                await _changing; // A term that cannot begin or end: nothing to go on with.
            }

            effects.Clear();
            _machine.Step(input, _time.GetElapsedTime(_started), effects);
            foreach (var effect in effects)
            {
                await ExecuteAsync(effect);
            }
        }
    }

    private async ValueTask ExecuteAsync(RoleEffect effect)
    {
        switch (effect)
        {
            case RoleEffect.Send send:
                await _monitors.SendLatestAsync(send.Beacon);
                break;
            case RoleEffect.Start:
                Log.Starting(_logger, _identity.ManagerId);
                _starting = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
                _changing = BeginAsync(_changing, _starting.Token);
                break;
            case RoleEffect.Stop stop:
                Log.Stopping(_logger, _identity.ManagerId, stop.Reason);
                await _starting!.CancelAsync();
                _changing = EndAsync(_changing);
                break;
            case RoleEffect.RunModules run:
                Volatile.Write(ref _modules, run.Modules);
                (_term ?? _next)?.Backend.SetEnabledModules(run.Modules);
                break;
            case RoleEffect.Available:
                Log.Available(_logger, _identity.ManagerId);
                Volatile.Read(ref _available).TrySetResult();
                break;
            default:
                throw new InvalidOperationException($"the manager does not know {effect.GetType().Name}");
        }
    }

    /// <summary>Stands by: the next term has what it needs before anybody asks for it.</summary>
    private async Task PrepareAsync()
    {
        await Task.Yield(); // The loop goes on: beacons must not wait for us.
        var token = Volatile.Read(ref _standby).Token;
        var term = new ActiveTerm(_options, _identity, _monitors, _endpoint, _config, _loggers);
        _next = term;
        ImmutableSortedSet<string> modules;
        do
        {
            term.Backend.SetEnabledModules(modules = Volatile.Read(ref _modules));
        }
        while (modules != Volatile.Read(ref _modules));
        term.Host.ModuleChanged += status =>
        {
            if (_term == term)
            {
                ModuleChanged?.Invoke(status);
            }
        };
        term.Backend.UrisChanged += uris => Post(new RoleInput.ServicesChanged(uris));
        term.Backend.ModulesReported += reports =>
        {
            Post(new RoleInput.ModulesChanged(ModuleWire.Modules(reports)));
            Post(new RoleInput.CommandsChanged(ModuleWire.Commands(term.Commands)));
        };
        Post(new RoleInput.CommandsChanged(ModuleWire.Commands(term.Commands)));
        try
        {
            Log.Ready(_logger, _identity.ManagerId, await term.StandByAsync(token));
        }
        catch (OperationCanceledException)
        {
            // It is needed already, or the manager ends.
        }
    }

    private async Task BeginAsync(Task preparing, CancellationToken cancellationToken)
    {
        await _standby.CancelAsync();
        await preparing;
        var term = _next!;
        (_term, _next) = (term, null);
        try
        {
            var addresses = await term.StartAsync(cancellationToken);
            Post(new RoleInput.Started(addresses));
            await term.WhenSettledAsync(cancellationToken);
            Post(new RoleInput.Settled());
        }
        catch (OperationCanceledException)
        {
            // Replaced, or stopped, before it had begun.
        }
    }

    private async Task EndAsync(Task beginning)
    {
        await beginning;
        if (_available.Task.IsCompleted)
        {
            Volatile.Write(ref _available, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await _term!.DisposeAsync();
        _term = null;
        Log.Stopped(_logger, _identity.ManagerId);
        _standby.Dispose();
        _standby = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        Post(new RoleInput.Stopped());
        await PrepareAsync();
    }
}
