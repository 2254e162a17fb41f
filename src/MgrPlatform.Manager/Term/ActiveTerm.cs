using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MgrPlatform.Client.Daemons;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Manager.Backend;
using MgrPlatform.Manager.Commands;
using MgrPlatform.Manager.Daemons;
using MgrPlatform.Manager.Pg;
using MgrPlatform.Manager.Pg.Digest;
using MgrPlatform.Manager.Pg.Health;
using MgrPlatform.Manager.Server;
using MgrPlatform.Manager.State;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Modules;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;
using CommandTable = MgrPlatform.Modules.Commands.CommandTable;

namespace MgrPlatform.Manager.Term;

/// <summary>
/// All that an active manager has: the server for daemons and clients, the cluster's state, the module host. One term of office; the next
/// one has another. A standby has it in readiness (<see cref="StandByAsync"/>): it knows the maps and keeps modules loaded, but serves nobody.
/// </summary>
internal sealed partial class ActiveTerm : IDaemonServerOwner, IAsyncDisposable
{
    private const int InputLimit = 16 * 1024;
    private const int AskedOneByOne = 16;

    // After a fail-over all daemons of a cluster come within a second, those of a large host from one address.
    private static readonly MessengerOptions Storm =
        MessengerOptions.Default with { Unauthenticated = 8192, UnauthenticatedPerAddress = 4096 };
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MetadataRetry = TimeSpan.FromSeconds(10);
    private static readonly ConnectionMode[] Modes = [ConnectionMode.Secure, ConnectionMode.Crc];
    private static readonly string[] StandbySubscriptions = ["fsmap", "servicemap", "kv:mgr/", "osdmap"];
    private static readonly string[] ActiveSubscriptions = ["mgrdigest", "log-info"];

    private readonly Channel<TermInput> _inputs =
        Channel.CreateBounded<TermInput>(new BoundedChannelOptions(InputLimit) { SingleReader = true });
    private readonly StatsRoom _statsRoom = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ManagerOptions _options;
    private readonly MonitorClient _monitors;
    private readonly DaemonClient _tell;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MessengerEndpoint _endpoint;
    private readonly ServiceRegistry _services = new();
    private readonly DaemonStateIndex _daemons;
    private readonly ClusterState _state;
    private PgMap _pgMap;
    private readonly PgDocumentSource _pgDocuments;
    private readonly DaemonServer _server;
    private readonly CommandDesk _desk;
    private readonly PoolSteering _steering;
    private readonly TaskCompletionSource _hasMaps = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _missing = [.. StandbySubscriptions];
    private readonly Dictionary<string, DateTimeOffset> _asked = new(StringComparer.Ordinal);
    private IDisposable? _listening;
    private ITimer? _timer;
    private Task _loop = Task.CompletedTask;
    private Task _questions = Task.CompletedTask;
    private long _daemonsVersion = -1;
    private bool _hasNewStats;
    private string _heldBack = ""; // Why the last report to the monitors was not sent.
    private bool _isActive; // As the loop knows it.

    public ActiveTerm(
        ManagerOptions options,
        ClusterIdentity identity,
        MonitorClient monitors,
        MessengerEndpoint clientEndpoint,
        CephOptions config,
        ILoggerFactory loggers)
    {
        (_options, _monitors, _time) = (options, monitors, options.Time);
        _logger = loggers.CreateLogger<ActiveTerm>();
        _tell = new DaemonClient(monitors, clientEndpoint, _time);
        _daemons = new DaemonStateIndex(_services);
        _state = new ClusterState(config);
        _pgDocuments = new PgDocumentSource(() => _state.Release);
        _state.AddSource(_pgDocuments.Find);
        _pgMap = new PgMap(new PgMapOptions(), UTime.From(_time.GetUtcNow()));
        var sender = new ClusterCommands(monitors, _tell, ExecuteOwnAsync);
        Backend = new ManagerBackend(identity, _state, _daemons, sender, _time);
        Host = new ModuleHost(HostOptions(options), Backend, _time, loggers);
        _desk = new CommandDesk(Host, new OwnDesk(OwnContext, Connections, AskMonitorsAsync), options.CommandPatience, _time);
        _steering = new PoolSteering(AskMonitorsAsync, loggers.CreateLogger<PoolSteering>());
        _server = new DaemonServer(_daemons, options.Server, this, _time, loggers.CreateLogger<DaemonServer>());
        // Another nonce each term: the monitors blocklist the address of a manager that was replaced.
        _endpoint = new MessengerEndpoint(
            new LocalEntity(EntityType.Manager, EntityAddressVector.Empty, MessengerEndpoint.NewNonce()),
            Storm,
            options.Transport,
            _time,
            loggers.CreateLogger<MessengerEndpoint>());
    }

    public ManagerBackend Backend { get; }

    public ModuleHost Host { get; }

    /// <summary>Every command that this manager answers.</summary>
    public CommandTable Commands => _desk.Table;

    /// <summary>Subscribes to the maps, and loads the modules that are kept warm when the maps are there.</summary>
    /// <returns>How many modules are warm.</returns>
    public async Task<int> StandByAsync(CancellationToken cancellationToken)
    {
        _loop = Task.Run(RunAsync, CancellationToken.None);
        _listening = _monitors.Listen(told => Post(new TermInput.Told(told)));
        Replay(_monitors.Maps);
        foreach (var subscription in StandbySubscriptions)
        {
            await _monitors.SubscribeAsync(subscription);
        }

        await WaitForMapsAsync(cancellationToken);
        await Host.StandByAsync(cancellationToken);
        return await Host.WhenWarmAsync(cancellationToken);
    }

    /// <summary>Listens and starts the modules; they may still be loading when it returns. After <see cref="StandByAsync"/>.</summary>
    public async Task<EntityAddressVector> StartAsync(CancellationToken cancellationToken)
    {
        Post(new TermInput.Begun());
        foreach (var subscription in ActiveSubscriptions)
        {
            await _monitors.SubscribeAsync(subscription);
        }

        var addresses = await _endpoint.ListenAsync(
            [_options.Address],
            new AcceptOptions(() => _monitors.Credentials.VerifierFor(EntityType.Manager, Modes), static _ => PeerPolicy.Lossy, _server),
            cancellationToken);
        _state.SetAddresses([.. addresses.Addresses.Select(static address => address.EndPoint!.Address.ToString()).Distinct()]);
        Log.Serving(_logger, addresses.ToString());
        _timer = _time.CreateTimer(_ => Post(new TermInput.Tick()), null, TickInterval, TickInterval);
        await WaitForMapsAsync(cancellationToken);
        await Host.StartAsync(cancellationToken);
        _questions = AskAllMetadataAsync();
        return addresses;
    }

    /// <summary>Every module that shall run does, or never will.</summary>
    public async Task WhenSettledAsync(CancellationToken cancellationToken)
    {
        await Host.WhenSettledAsync(cancellationToken);
        _desk.MarkSettled();
    }

    public async ValueTask OnPgStatsAsync(int osd, MPGStats report)
    {
        try
        {
            await _statsRoom.EnterAsync(osd, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return; // The term ends, and the connection with it.
        }

        if (!_inputs.Writer.TryWrite(new TermInput.PgStats(osd, report)))
        {
            _statsRoom.Leave(osd);
        }
    }

    public void OnSchemaChanged(DaemonKey daemon) =>
        Backend.Announce(new BackendEvent.Notified(NotifyTypes.PerfSchemaUpdate, JsonValue.Create(daemon.ToString()), 0));

    public Task<CommandResult> ExecuteAsync(CommandRequest request, bool isTell, CancellationToken cancellationToken) =>
        _desk.ExecuteAsync(request, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listening?.Dispose();
        await (_timer?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
        await _endpoint.DisposeAsync();
        await Host.DisposeAsync();
        _inputs.Writer.TryComplete();
        await _loop;
        await _questions;
        await _steering.WhenDoneAsync();
        await _tell.DisposeAsync();
        foreach (var subscription in (string[])[.. StandbySubscriptions, .. ActiveSubscriptions])
        {
            await _monitors.UnsubscribeAsync(subscription);
        }

        _statsRoom.Dispose();
        _stopping.Dispose();
    }

    private static ModuleHostOptions HostOptions(ManagerOptions options) => new()
    {
        PluginPaths = options.PluginPaths,
        StateDirectory = options.StateDirectory,
        LogDirectory = options.LogDirectory,
        SdkDirectory = options.SdkDirectory,
        Python = options.Python,
        Node = options.Node,
        DotNet = options.DotNet,
        BuildSources = options.BuildSources,
        SkipsMissing = true,
    };

    private Task<CommandResult> ExecuteOwnAsync(JsonObject command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken) =>
        _desk.ExecuteAsync(new CommandRequest(command, input, CommandCaller.Local), cancellationToken);

    private void Post(TermInput input) => _inputs.Writer.TryWrite(input);

    /// <summary>What the monitors told before this term began.</summary>
    private void Replay(ClusterMaps maps)
    {
        foreach (var told in new MonitorEvent?[]
        {
            maps.MonMap is { } monMap ? new MonitorEvent.MonMapChanged(monMap) : null,
            maps.Config is { } config ? new MonitorEvent.ConfigChanged(config) : null,
            maps.MgrMap is { } mgrMap ? new MonitorEvent.MgrMapChanged(mgrMap) : null,
            maps.OsdMap is { } osdMap ? new MonitorEvent.OsdMapChanged(osdMap, IsWhole: true) : null,
            maps.FsMap is { } fsMap ? new MonitorEvent.FsMapChanged(fsMap) : null,
            maps.ServiceMap is { } serviceMap ? new MonitorEvent.ServiceMapChanged(serviceMap) : null,
        })
        {
            if (told is not null)
            {
                Post(new TermInput.Told(told));
            }
        }
    }

    private async Task WaitForMapsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _hasMaps.Task.WaitAsync(_options.MapPatience, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            Log.MapsLate(_logger, _options.MapPatience.TotalSeconds);
        }
    }

    private async Task RunAsync()
    {
        await foreach (var input in _inputs.Reader.ReadAllAsync())
        {
            switch (input)
            {
                case TermInput.Told told:
                    Take(told.What);
                    break;
                case TermInput.Begun:
                    Begin();
                    break;
                case TermInput.PgStats stats:
                    _statsRoom.Leave(stats.Osd);
                    _hasNewStats |= !_pgMap.Ingest(stats.Osd, stats.Report).IsRefused;
                    break;
                case TermInput.MetadataKnown known:
                    TakeMetadata(known);
                    break;
                case TermInput.Tick when !_stopping.IsCancellationRequested:
                    await TickAsync();
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>What is reckoned from the beginning of the term on: who has reported, how fast things go, since when services are silent.</summary>
    private void Begin()
    {
        _isActive = true;
        var now = _time.GetUtcNow();
        _pgMap = new PgMap(new PgMapOptions(), UTime.From(now));
        if (_monitors.Maps.OsdMap is { } osdMap)
        {
            _pgDocuments.Map = _pgMap.Follow(osdMap, UTime.From(now));
        }

        if (_monitors.Maps.ServiceMap is { } services)
        {
            _services.Load(services, Seconds(now));
        }
    }

    private void Take(MonitorEvent told)
    {
        Backend.Apply(told);
        var now = _time.GetUtcNow();
        switch (told)
        {
            case MonitorEvent.OsdMapChanged changed:
                if (_isActive)
                {
                    _pgDocuments.Map = _pgMap.Follow(changed.Map, UTime.From(now));
                }

                Cull("osd", Osds(changed.Map));
                Have("osdmap");
                break;
            case MonitorEvent.FsMapChanged changed:
                Cull("mds", [
                    .. changed.Map.Standbys.Values.Select(static mds => mds.Name),
                    .. changed.Map.Filesystems.SelectMany(static system => system.MdsMap.Daemons.Values.Select(static mds => mds.Name)),
                ]);
                Have("fsmap");
                break;
            case MonitorEvent.MonMapChanged changed:
                Cull("mon", [.. changed.Map.Ranks]);
                break;
            case MonitorEvent.ServiceMapChanged changed:
                if (_isActive)
                {
                    _services.Load(changed.Map, Seconds(now));
                }

                Have("servicemap");
                break;
            case MonitorEvent.ConfigChanged:
                _server.Configure(TermOptions.Server(_state.Config, _options.Server), _endpoint.Connections);
                break;
            case MonitorEvent.KeysChanged changed:
                Have($"kv:{changed.Keys.Prefix}");
                break;
            default:
                break;
        }
    }

    private void Have(string subscription)
    {
        if (_missing.Remove(subscription) && _missing.Count == 0)
        {
            _hasMaps.TrySetResult();
        }
    }

    private static HashSet<string> Osds(OsdMap map) =>
        [.. Enumerable.Range(0, map.Client.OsdStates.Count)
            .Where(map.Exists)
            .Select(static osd => osd.ToString(CultureInfo.InvariantCulture))];

    private void Cull(string type, HashSet<string> existing)
    {
        if (_daemons.Cull(type, existing) is > 0 and var culled)
        {
            Log.Culled(_logger, culled, type);
        }
    }

    private static double Seconds(DateTimeOffset now) => (now - DateTimeOffset.UnixEpoch).TotalSeconds;

    private async Task TickAsync()
    {
        var now = _time.GetUtcNow();
        foreach (var silent in _daemons.DropSilentServices(Seconds(now), _state.Config.Number("mgr_service_beacon_grace", 60)))
        {
            Log.ServiceSilent(_logger, silent.ToString());
        }

        if (_daemons.MetadataVersion is var version && version != _daemonsVersion)
        {
            _daemonsVersion = version;
            Backend.RefreshDaemons();
        }

        _pgDocuments.Map = _pgMap.Advance(UTime.From(now));
        if (_hasNewStats)
        {
            _hasNewStats = false;
            Backend.Announce(new BackendEvent.Notified(NotifyTypes.PgSummary, JsonValue.Create(""), _pgDocuments.Map.Version));
        }

        if (_questions.IsCompleted)
        {
            _questions = AskMissingMetadataAsync(now);
        }

        await ReportAsync(now);
        _steering.Follow(_pgDocuments.Map, TermOptions.PgNumbers(_state.Config), _stopping.Token);
    }

    private async Task ReportAsync(DateTimeOffset now)
    {
        var map = _pgDocuments.Map;
        if (!map.IsReady)
        {
            return; // The monitors keep what the manager before us told until we know better.
        }

        Backend.Health.Set("daemons", DaemonHealth.Checks(_daemons.HealthMetrics()));
        var health = TermOptions.Health(_state.Config) with { Release = _state.Release };
        var digest = DigestBuilder.Build(map, _state.Release, UTime.From(now), health.StuckThreshold);
        if (!DigestGuard.TryEncode(digest, Features.Default, out var bytes, out var problem))
        {
            HoldBack(problem);
            return;
        }

        var report = ReportBuilder.Build(
            _monitors.GlobalId,
            Backend.Health.All,
            PgHealth.Check(map, UTime.From(now), health),
            _services.Next(Seconds(now)),
            Backend.Progress.ToWire(now),
            bytes,
            out problem);
        if (problem.Length > 0)
        {
            HoldBack(problem);
            return;
        }

        _heldBack = "";
        await _monitors.SendLatestAsync(report);
    }

    private void HoldBack(string problem)
    {
        if (problem != _heldBack)
        {
            _heldBack = problem; // Every two seconds, most likely, until what causes it is gone.
            Log.ReportHeldBack(_logger, problem);
        }
    }

    private OwnContext OwnContext() => new(_pgDocuments.Map, UTime.From(_time.GetUtcNow()))
    {
        Release = _state.Release,
        Health = TermOptions.Health(_state.Config) with { Release = _state.Release },
        Reweight = TermOptions.Reweight(_state.Config),
        Services = _services.Current,
        ServiceStatus = ServiceStatus(),
        Daemons = [.. _daemons.Daemons],
        IsConnected = osd => Connections(osd).Any(),
        OptionsOf = (type, id) =>
        {
            var key = new DaemonKey(type, id);
            return _daemons.Find(key) is null ? null : new DaemonOptions(_daemons.ConfigOf(key), _daemons.DefaultsOf(key));
        },
    };

    private IEnumerable<PeerConnection> Connections(int osd) => _endpoint.Connections.Where(connection =>
        connection.Tag is ServerPeer { Session.Key: { Type: "osd" } key } && key.Id == osd.ToString(CultureInfo.InvariantCulture));

    private async Task<CommandResult> AskMonitorsAsync(string command, CancellationToken cancellationToken)
    {
        var result = await _monitors.CommandAsync(command, default, null, cancellationToken);
        return new CommandResult(result.Code, result.Output, result.Status);
    }

    private SortedList<string, IReadOnlyDictionary<string, ServiceDaemonStatus>> ServiceStatus() => new(
        _daemons.Services().GroupBy(static service => service.Daemon.Key.Type, StringComparer.Ordinal).ToDictionary(
            static type => type.Key,
            static IReadOnlyDictionary<string, ServiceDaemonStatus> (type) => type.ToDictionary(
                static service => service.Daemon.Key.Id,
                static service => new ServiceDaemonStatus(Time(service.StatusHeard), Time(service.Heard), service.Daemon.Status),
                StringComparer.Ordinal),
            StringComparer.Ordinal),
        StringComparer.Ordinal);

    private static UTime Time(double seconds) => UTime.From(DateTimeOffset.UnixEpoch.AddSeconds(seconds));
}
