using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Monitor.Connections;
using MgrPlatform.Monitor.Mkfs;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Monitor.Services.Auth;
using MgrPlatform.Monitor.Services.Health;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>
/// A monitor's process: one loop that feeds the core and carries out what it wants. Everything that decides is in the core; here are the
/// clock, the sockets and the disk.
/// </summary>
public sealed partial class MonitorDaemon : IAsyncDisposable
{
    private const int InputsPerSync = 128;
    // Timers and finished writes wait for no more than this, whatever clients ask for.
    private static readonly TimeSpan TurnLimit = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LazySync = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SpaceInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly MonitorDaemonOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<MonitorDaemon> _logger;
    private readonly Channel<MonitorInput> _inputs;
    private readonly IMonitorStore _store;
    private readonly MonitorCore _core;
    private readonly ClientInbox _inbox;
    private readonly MonitorConnections _connections;
    private readonly MessengerEndpoint _endpoint;
    private readonly PeerKeys _peers;
    private readonly MonitorTimers _timers = new();
    private readonly ITimer _wake;
    private readonly long _started;
    private readonly EntityAddressVector _addresses;
    private readonly CancellationTokenSource _stopping = new();
    private readonly BurstLimit _closed;
    private readonly List<MonitorEffect> _effects = [];
    private Task _loop = Task.CompletedTask;
    private MonitorEffect.Exit? _exit;
    private long _unsynced;
    private TimeSpan? _syncBy;
    private TimeSpan _measureAt;

    private MonitorDaemon(
        MonitorDaemonOptions options, IMonitorStore store, MonitorIdentity identity, CephxKey key, ITransport transport, TimeProvider time,
        ILoggerFactory loggers)
    {
        _options = options;
        _store = store;
        _time = time;
        _started = time.GetTimestamp();
        _addresses = identity.Addresses;
        _logger = loggers.CreateLogger<MonitorDaemon>();
        _inputs = Channel.CreateBounded<MonitorInput>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        _peers = new PeerKeys(key);
        _core = new MonitorCore(identity, options.Monitor, options.Quorum, store, RandomNumberGenerator.Fill);
        _inbox = new ClientInbox(
            options.QueueLength, options.ClientBytes, options.PerClient, () => _inputs.Writer.TryWrite(new MonitorInput.Tick()));
        _connections = new MonitorConnections(_inputs.Writer, _inbox, _peers, Now);
        _closed = new BurstLimit(time);
        var us = new LocalEntity(EntityType.Monitor, identity.Addresses, Nonce: 0, Number: 0);
        _endpoint = new MessengerEndpoint(us, options.Messenger, transport, time, loggers.CreateLogger<MessengerEndpoint>());
        _connections.Use(_endpoint);
        _wake = time.CreateTimer(
            static state => ((ChannelWriter<MonitorInput>)state!).TryWrite(new MonitorInput.Tick()),
            _inputs.Writer,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Done when the monitor has left; the result says why.</summary>
    public Task<MonitorEffect.Exit> Completion => CompleteAsync();

    public EntityAddressVector Addresses => _addresses;

    /// <summary>Opens the store, listens and runs.</summary>
    /// <exception cref="MonitorStoreException">There is no store, or not this monitor's.</exception>
    public static async Task<MonitorDaemon> StartAsync(
        MonitorDaemonOptions options, ITransport transport, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var store = SqliteMonitorStore.Open(options.Directory.Store);
        try
        {
            var map = CurrentMap(store);
            var addresses = map.Monitors.TryGetValue(options.Name, out var us) ? us.Addresses : options.Addresses;
            if (addresses.Msgr2?.EndPoint is null)
            {
                throw new MonitorStoreException(
                    $"the map of epoch {map.Epoch} has no monitor '{options.Name}'; to join, say where it is to listen");
            }

            var identity = new MonitorIdentity(map.Fsid, options.Name, addresses, MonitorMetadata.OfThisHost(addresses));
            var daemon = new MonitorDaemon(options, store, identity, ReadKey(options.Directory), transport, time, loggers);
            await daemon.ListenAsync(cancellationToken);
            Log.Started(daemon._logger, options.Name, addresses.ToString(), map.Epoch);
            return daemon;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Leaves the quorum in good order, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _inputs.Writer.TryWrite(new MonitorInput.StopRequested());
        try
        {
            await _loop.WaitAsync(StopLimit, _time);
        }
        catch (TimeoutException)
        {
            Log.StoppedLate(_logger);
        }

        await _stopping.CancelAsync();
        await _loop;
        await _endpoint.DisposeAsync();
        await _wake.DisposeAsync();
        _store.Dispose();
        _stopping.Dispose();
    }

    private async Task<MonitorEffect.Exit> CompleteAsync()
    {
        await _loop;
        return _exit ?? new MonitorEffect.Exit(IsFailure: false, "it was stopped");
    }

    /// <summary>The newest map that the store knows: the quorum's, or what mkfs left.</summary>
    private static MonMap CurrentMap(SqliteMonitorStore store)
    {
        var last = store.GetNumber("monmap", "last_committed");
        return last > 0 ? store.Load<MonMap>("monmap", MonitorTransaction.Version(last))
            : MonitorSeed.ReadMonMap(store)
                ?? (store.Get("mon_sync", "latest_monmap") is { } backup
                    ? StoreReading.Decode("mon_sync", "latest_monmap", backup, static (ref r) => r.Read<MonMap>())
                    : throw new MonitorStoreException("the store has no monmap"));
    }

    private static CephxKey ReadKey(MonitorDirectory directory)
    {
        try
        {
            return Keyring.Parse(File.ReadAllText(directory.Keyring, Encoding.UTF8))
                .First(static entry => entry.Key == MonitorMkfs.MonitorsName).Value.Key;
        }
        catch (Exception error) when (error is IOException or FormatException or InvalidOperationException or UnauthorizedAccessException)
        {
            throw new MonitorStoreException($"{directory.Keyring} does not hold the monitors' key: {error.Message}", error);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var accept = new AcceptOptions(
            () => new MonitorAuthenticator(() => _core.Keys, _peers, _options.Modes, Now, RandomNumberGenerator.Fill),
            static type => type == EntityType.Monitor ? PeerPolicy.Lossless : PeerPolicy.Lossy,
            _connections);
        await _endpoint.ListenAsync([_addresses.Msgr2!.EndPoint!], accept, cancellationToken, _addresses);
        _loop = RunAsync();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            Step(new MonitorInput.Started(_options.Hints));
            while (_exit is null && await WaitAsync())
            {
                var end = Elapsed() + TurnLimit;
                for (var i = 0; i < InputsPerSync && _exit is null && Elapsed() < end && TryNext(out var input); i++)
                {
                    if (input is not MonitorInput.Tick)
                    {
                        Step(input); // A tick only wakes us: what is due is known here.
                    }
                }

                Sync();
                StepTimers();
                Sync();
            }
        }
        catch (MonitorStoreException error)
        {
            // Nothing may be promised any more.
            Log.StoreFailed(_logger, error);
            _exit = new MonitorEffect.Exit(IsFailure: true, error.Message);
        }

        _inputs.Writer.TryComplete();
        _inbox.Close();
    }

    /// <summary>The quorum's business goes before the clients'.</summary>
    private bool TryNext([NotNullWhen(true)] out MonitorInput? input) => _inputs.Reader.TryRead(out input) || _inbox.TryTake(out input);

    private async Task<bool> WaitAsync()
    {
        if (!_inbox.IsEmpty)
        {
            return !_stopping.IsCancellationRequested;
        }

        var next = _timers.Next;
        if (_syncBy is { } sync && (next is null || sync < next))
        {
            next = sync;
        }

        if (next is { } due)
        {
            var wait = due - Elapsed();
            _wake.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        try
        {
            return await _inputs.Reader.WaitToReadAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void StepTimers()
    {
        while (_exit is null && _timers.Take(Elapsed()) is { } due)
        {
            Step(due);
        }

        if (_syncBy <= Elapsed())
        {
            _store.Sync();
            _syncBy = null;
        }

        if (_measureAt <= Elapsed())
        {
            _measureAt = Elapsed() + SpaceInterval;
            Step(new MonitorInput.SpaceMeasured(MeasureSpace()));
        }
    }

    private void Sync()
    {
        while (_unsynced > 0 && _exit is null)
        {
            var number = _unsynced;
            _unsynced = 0;
            _store.Sync();
            _syncBy = null;
            Step(new MonitorInput.Stored(number));
        }
    }

    private void Step(MonitorInput input)
    {
        _effects.Clear();
        _core.Step(input, Now(), Elapsed(), _effects);
        foreach (var effect in _effects)
        {
            Execute(effect);
        }
    }

    private void Execute(MonitorEffect effect)
    {
        switch (effect)
        {
            case MonitorEffect.Send send:
                _connections.Send(send);
                break;
            case MonitorEffect.SendToMonitor send:
                _connections.Send(send);
                break;
            case MonitorEffect.Close close:
                if (_closed.IsToTell(out var count))
                {
                    Log.ClientClosed(_logger, close.Connection, close.Reason, count);
                }

                _connections.Close(close.Connection, close.Reason);
                break;
            case MonitorEffect.Sync sync:
                _unsynced = sync.Number;
                break;
            case MonitorEffect.SyncSoon:
                _syncBy ??= Elapsed() + LazySync;
                break;
            case MonitorEffect.SetTimer timer:
                _timers.Set(timer.Timer, timer.Due);
                break;
            case MonitorEffect.CancelTimer timer:
                _timers.Cancel(timer.Timer);
                break;
            case MonitorEffect.TickAt tick:
                _timers.TickAt(tick.Due);
                break;
            case MonitorEffect.DropMonitors:
                _connections.DropMonitors();
                break;
            case MonitorEffect.RankChanged changed:
                _endpoint.SetNumber(changed.Rank);
                break;
            case MonitorEffect.Report report:
                Log.Reported(_logger, report.Level, report.Text);
                break;
            case MonitorEffect.Exit exit:
                Log.Left(_logger, exit.Reason);
                _exit = exit;
                break;
        }
    }

    private StoreSpace MeasureSpace()
    {
        var drive = new DriveInfo(Path.GetFullPath(_options.Directory.Path));
        return new StoreSpace(_store.Size(), drive.TotalSize, drive.AvailableFreeSpace);
    }

    private UTime Now() => UTime.From(_time.GetUtcNow());

    private TimeSpan Elapsed() => _time.GetElapsedTime(_started);
}
