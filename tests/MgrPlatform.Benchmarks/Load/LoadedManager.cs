using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Threading.Channels;
using MgrPlatform.Benchmarks.Groups;
using MgrPlatform.Manager.Commands;
using MgrPlatform.Manager.Daemons;
using MgrPlatform.Manager.Pg;
using MgrPlatform.Manager.Pg.Digest;
using MgrPlatform.Manager.Pg.Health;
using MgrPlatform.Manager.Server;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Benchmarks.Load;

/// <summary>
/// What of an active manager reports go through: the server for daemons with its messenger and cephx, the index of daemons, the map of
/// placement groups on a loop of its own with a step, a digest and its health every two seconds, and the manager's own commands.
/// </summary>
internal sealed class LoadedManager : IDaemonServerOwner, IAsyncDisposable
{
    private const int StatsLimit = 1024; // As in a term of office.
    private static readonly ConnectionMode[] Modes = [ConnectionMode.Secure, ConnectionMode.Crc];
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(2);
    private static readonly ILoggerFactory Loggers = LoggerFactory.Create(static logging => logging
        .SetMinimumLevel(LogLevel.Warning).AddConsole(static options => options.LogToStandardErrorThreshold = LogLevel.Trace));

    private readonly Channel<(int Osd, MPGStats? Report)> _inputs = Channel.CreateBounded<(int, MPGStats?)>(
        new BoundedChannelOptions(StatsLimit) { SingleReader = true });

    private readonly CrowdKeys _keys = new();
    private readonly DaemonStateIndex _index = new(new ServiceRegistry());
    private readonly DaemonServer _server;
    private readonly MessengerEndpoint _endpoint;
    private readonly PgMap _map = new(new PgMapOptions(), UTime.From(DateTimeOffset.UtcNow));
    private readonly ITimer _timer;
    private readonly Task _loop;
    private long _taken;
    private PgMapSnapshot _snapshot;
    private long _longestStep;

    private LoadedManager(int osds)
    {
        var now = UTime.From(DateTimeOffset.UtcNow);
        _snapshot = _map.Follow(new PgScene(osds).Map(now), now);
        _server = new DaemonServer(_index, new DaemonServerOptions(), this, TimeProvider.System, Loggers.CreateLogger<DaemonServer>());
        _endpoint = new MessengerEndpoint(
            new LocalEntity(EntityType.Manager, EntityAddressVector.Empty, MessengerEndpoint.NewNonce()),
            MessengerOptions.Default with { Unauthenticated = 8192, UnauthenticatedPerAddress = 4096 },
            new SocketTransport(),
            TimeProvider.System,
            Loggers.CreateLogger<MessengerEndpoint>());
        _loop = Task.Run(LoopAsync);
        _timer = TimeProvider.System.CreateTimer(_ => _inputs.Writer.TryWrite((0, null)), null, TickInterval, TickInterval);
    }

    /// <summary>Port and nonce: a peer refuses whoever has another one.</summary>
    public (int Port, uint Nonce) Address { get; private set; }

    /// <summary>Reports of placement groups that the map has taken in.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Of the steps, digests and checks since it was asked last.</summary>
    public TimeSpan TakeLongestStep() => TimeSpan.FromTicks(Interlocked.Exchange(ref _longestStep, 0));

    public int UnknownGroups => Volatile.Read(ref _snapshot).UnknownPgCount;

    public int Daemons => _index.Connected;

    public static async Task<LoadedManager> StartAsync(int osds)
    {
        var manager = new LoadedManager(osds);
        var address = await manager._endpoint.ListenAsync(
            [new IPEndPoint(IPAddress.Loopback, 0)],
            new AcceptOptions(
                () => new CephxServiceVerifier(
                    EntityType.Manager, manager._keys.Find, Modes, UTime.From(DateTimeOffset.UtcNow), RandomNumberGenerator.Fill),
                static _ => PeerPolicy.Lossy,
                manager._server),
            CancellationToken.None);
        manager.Address = (address.Addresses[0].EndPoint!.Port, address.Addresses[0].Nonce);
        return manager;
    }

    public ValueTask OnPgStatsAsync(int osd, MPGStats report) => _inputs.Writer.WriteAsync((osd, report));

    public void OnSchemaChanged(DaemonKey daemon)
    {
        // No module hears of it here.
    }

    public Task<CommandResult> ExecuteAsync(CommandRequest request, bool isTell, CancellationToken cancellationToken) => Task.Run(
        () => OwnCommands.Answer(request.Command, new OwnContext(Volatile.Read(ref _snapshot), UTime.From(DateTimeOffset.UtcNow)))!.Result!,
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _server.DisposeAsync();
        await _endpoint.DisposeAsync();
        _inputs.Writer.TryComplete();
        await _loop;
    }

    private async Task LoopAsync()
    {
        await foreach (var (osd, report) in _inputs.Reader.ReadAllAsync())
        {
            if (report is not null)
            {
                if (_map.Ingest(osd, report).IsRefused)
                {
                    throw new InvalidOperationException($"what osd.{osd} reports is refused");
                }

                Interlocked.Increment(ref _taken);
                continue;
            }

            var start = Stopwatch.GetTimestamp();
            var now = UTime.From(DateTimeOffset.UtcNow);
            var snapshot = _map.Advance(now);
            Volatile.Write(ref _snapshot, snapshot);
            var digest = DigestBuilder.Build(snapshot, Release.Pacific, now, TimeSpan.FromSeconds(60));
            if (!DigestGuard.TryEncode(digest, Features.Default, out _, out var problem))
            {
                throw new InvalidOperationException(problem);
            }

            PgHealth.Check(snapshot, now, new PgHealthOptions());
            Interlocked.Exchange(ref _longestStep, Math.Max(_longestStep, Stopwatch.GetElapsedTime(start).Ticks));
        }
    }
}
