using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MgrPlatform.Manager.Daemons;
using MgrPlatform.Manager.Server;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using MgrPlatform.TestKit;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Manager.Tests.Server;

/// <summary>A daemon server with real connections in memory, and daemons that the test speaks for.</summary>
internal sealed class ServerScene : IDaemonServerOwner, IAsyncDisposable
{
    private readonly MessengerEndpoint _endpoint;
    private readonly List<MessengerEndpoint> _peers = [];
    private readonly ITransport _transport;
    private EntityAddressVector _address = EntityAddressVector.Empty;

    private ServerScene(DaemonServerOptions options, ITransport? transport)
    {
        _transport = transport ?? Network;
        Index = new DaemonStateIndex(Services);
        Server = new DaemonServer(Index, options, this, TimeProvider.System, new ListLogger<DaemonServer>(Log));
        _endpoint = Endpoint(EntityType.Manager, nonce: 1, _transport, new ListLogger<MessengerEndpoint>(Log));
    }

    public MemoryTransport Network { get; } = new();

    public ServiceRegistry Services { get; } = new();

    public DaemonStateIndex Index { get; }

    public DaemonServer Server { get; }

    public ConcurrentQueue<string> Log { get; } = new();

    public Channel<(int Osd, MPGStats Report)> Stats { get; } = Channel.CreateUnbounded<(int, MPGStats)>();

    /// <summary>What commands are answered with; by default their prefix.</summary>
    public Func<CommandRequest, CancellationToken, Task<CommandResult>> Answer { get; set; } =
        static (request, _) => Task.FromResult(CommandResult.Success(request.Prefix));

    public IReadOnlyList<PeerConnection> Connections => _endpoint.Connections;

    /// <param name="transport">Another one than memory.</param>
    public static async Task<ServerScene> StartAsync(DaemonServerOptions? options = null, ITransport? transport = null)
    {
        var scene = new ServerScene(options ?? new DaemonServerOptions(), transport);
        scene._address = await scene._endpoint.ListenAsync(
            [new IPEndPoint(IPAddress.Loopback, 0)],
            new AcceptOptions(static () => new Believer(), static _ => PeerPolicy.Lossy, scene.Server),
            CancellationToken.None);
        return scene;
    }

    public IPEndPoint Address => _address.Addresses[0].EndPoint!;

    /// <summary>A peer with a ticket of this name.</summary>
    /// <param name="through">Another way there than the server's own transport.</param>
    public ScenePeer Connect(EntityType type, string id, ITransport? through = null)
    {
        var endpoint = Endpoint(type, (uint)(100 + _peers.Count), through ?? _transport, NullLogger<MessengerEndpoint>.Instance);
        _peers.Add(endpoint);
        return new ScenePeer(endpoint, _address, new EntityName(type, id));
    }

    /// <summary>An OSD that has opened.</summary>
    public async Task<ScenePeer> OpenOsdAsync(int osd)
    {
        var peer = Connect(EntityType.Osd, $"{osd}");
        await peer.OpenAsOsdAsync(osd);
        return peer;
    }

    /// <summary>Returns when osd.0's counter has this value.</summary>
    public Task UntilReportedAsync(string counter, ulong value) => Eventually.SeeAsync(
        () => Index.Find(new DaemonKey("osd", "0"))!.Counters.TryGetValue(counter, out var found) ? found.Latest()?.Value : null,
        seen => seen == value,
        $"osd.0 has reported {counter} = {value}",
        TestContext.Current.CancellationToken);

    public ValueTask OnPgStatsAsync(int osd, MPGStats report) => Stats.Writer.WriteAsync((osd, report));

    public void OnSchemaChanged(DaemonKey daemon)
    {
        // Nothing here waits for it.
    }

    public Task<CommandResult> ExecuteAsync(CommandRequest request, bool isTell, CancellationToken cancellationToken) =>
        Answer(request, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers)
        {
            await peer.DisposeAsync();
        }

        await Server.DisposeAsync();
        await _endpoint.DisposeAsync();
    }

    private static MessengerEndpoint Endpoint(
        EntityType type, uint nonce, ITransport transport, ILogger<MessengerEndpoint> logger) => new(
        new LocalEntity(type, EntityAddressVector.Empty, nonce), MessengerOptions.Default, transport, TimeProvider.System, logger);

    /// <summary>Believes whoever comes, and gives clients the caps that their name ends in: <c>client.reader:allow r</c>.</summary>
    private sealed class Believer : IServerAuthenticator
    {
        private readonly NoneServerAuthenticator _inner = new(static _ => 4242);

        public ServerAuthAnswer Begin(AuthRequest request) => _inner.Begin(request) switch
        {
            ServerAuthAnswer.Established { Peer.Name: var name } established when name.Id.Split(':') is [var id, var caps] =>
                established with { Peer = established.Peer with { Name = name with { Id = id }, AllowAll = false, Caps = caps } },
            var other => other,
        };

        public ServerAuthAnswer Continue(byte[] payload) => _inner.Continue(payload);
    }

    private sealed class ListLogger<T>(ConcurrentQueue<string> lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lines.Enqueue(formatter(state, exception));
            }
        }
    }
}
