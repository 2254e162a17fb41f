using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Threading.Channels;
using MgrPlatform.Client.Managers;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Client.Tests.Monitors;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Client.Tests.Managers;

/// <summary>A daemon and a tool with a manager that checks their tickets, all in memory.</summary>
public sealed class ManagerClientTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly EntityName Osd = new(EntityType.Osd, "3");

    private readonly MemoryTransport _transport = new();
    private readonly TestKeys _keys = new();
    private FakeMonitor _monitor = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _monitor = new FakeMonitor(_keys, _transport, new IPEndPoint(IPAddress.Loopback, 3300));
        await _monitor.StartAsync();
    }

    public ValueTask DisposeAsync() => _monitor.DisposeAsync();

    [Fact]
    public async Task A_tool_sends_its_command_to_the_manager_that_becomes_available()
    {
        await using var tool = await ClusterClient.ConnectAsync(
            new MonitorClientOptions { Name = MachineHarness.Admin, Key = _keys.Add(MachineHarness.Admin), Seeds = [_monitor.Address] },
            Limit, _transport, TimeProvider.System, NullLoggerFactory.Instance, Token);
        var early = tool.Manager.CommandAsync("{\"prefix\":\"fs status\"}", default, Limit, Token);
        await using var manager = await StartManagerAsync(6800, 1);

        var answer = await early.WaitAsync(Limit, Token);
        var told = await tool.Manager.TellAsync("{\"prefix\":\"version\"}", default, Limit, Token);

        Assert.Equal((0, "{\"prefix\":\"fs status\"}"), (answer.Code, answer.Text));
        Assert.Equal("told", told.Status);
        Assert.Equal(MachineHarness.Admin, manager.Peers.First().Identity!.Name);
    }

    [Fact]
    public async Task A_daemon_reports_to_one_manager_after_the_other()
    {
        await using var first = await StartManagerAsync(6800, 1);
        var key = _keys.Add(Osd);
        var addresses = new EntityAddressVector([new EntityAddress(EntityAddressType.Msgr2, 9, new IPEndPoint(IPAddress.Loopback, 6900))]);
        await using var endpoint = Endpoint(new LocalEntity(EntityType.Osd, addresses, 9, Number: 3));
        var monitors = new MonitorClient(
            new MonitorClientOptions { Name = Osd, Key = key, Seeds = [_monitor.Address], RotatingService = EntityType.Osd },
            endpoint, TimeProvider.System, NullLogger<MonitorClient>.Instance);
        await using var closesMonitors = monitors;
        await monitors.ConnectAsync(Limit, Token);
        var daemon = new ManagerClient(monitors, endpoint, new Reporter(), TimeProvider.System, NullLogger<ManagerClient>.Instance);
        await daemon.StartAsync();

        Assert.Equal("3", (await first.NextAsync<MMgrOpen>()).DaemonName);
        var report = await first.NextAsync<MMgrReport>();
        Assert.Equal(["osd.op"], report.Declared.Select(static type => type.Path));
        Assert.Equal(17U, (await first.NextAsync<MPGStats>()).Epoch);
        Assert.Equal(addresses, first.Peers.First().Addresses);

        await using var second = await StartManagerAsync(6801, 2);
        await second.NextAsync<MMgrOpen>();
        Assert.Single((await second.NextAsync<MMgrReport>()).Declared);

        await daemon.DisposeAsync();
        Assert.Equal("3", (await second.NextAsync<MMgrClose>()).DaemonName);
    }

    private async Task<FakeManager> StartManagerAsync(int port, ulong gid)
    {
        var manager = await FakeManager.StartAsync(_keys, _transport, port, (uint)gid);
        _monitor.MgrMap = new MgrMap
        {
            Epoch = 10 + (uint)gid, ActiveGid = gid, ActiveName = $"x{gid}", Available = true, ActiveAddresses = manager.Addresses,
        };
        _monitor.Publish(new MMgrMap(_monitor.MgrMap));
        return manager;
    }

    private MessengerEndpoint Endpoint(LocalEntity us) =>
        new(us, MessengerOptions.Default, _transport, TimeProvider.System, NullLogger<MessengerEndpoint>.Instance);

    private sealed class Reporter : IManagerReporter
    {
        public MMgrOpen Introduce() => new("3", "", ServiceDaemon: false, null, null, null, null);

        public DaemonReport Collect(MMgrConfigure wanted) => new()
        {
            Counters =
            [
                (new PerfCounterType("osd.op", "", "", PerfCounterKind.Number, 10, default), new PerfCounterValue(1, 0, 0)),
                (new PerfCounterType("osd.rare", "", "", PerfCounterKind.Number, 1, default), new PerfCounterValue(1, 0, 0)),
            ],
            PgStats = new MPGStats { Epoch = 17 },
        };
    }

    private sealed class FakeManager(MessengerEndpoint endpoint) : IPeerHandler, IAsyncDisposable
    {
        private readonly Channel<Message> _messages = Channel.CreateUnbounded<Message>();

        public ConcurrentQueue<PeerEntity> Peers { get; } = [];

        public EntityAddressVector Addresses { get; private set; } = EntityAddressVector.Empty;

        public static async Task<FakeManager> StartAsync(TestKeys keys, ITransport transport, int port, uint nonce)
        {
            var manager = new FakeManager(new MessengerEndpoint(
                new LocalEntity(EntityType.Manager, EntityAddressVector.Empty, nonce),
                MessengerOptions.Default, transport, TimeProvider.System, NullLogger<MessengerEndpoint>.Instance));
            manager.Addresses = await manager.Listen(keys, port);
            return manager;
        }

        private Task<EntityAddressVector> Listen(TestKeys keys, int port) => endpoint.ListenAsync(
            [new IPEndPoint(IPAddress.Loopback, port)],
            new AcceptOptions(
                () => new CephxServiceVerifier(
                    EntityType.Manager,
                    id => keys.FindKey(EntityType.Manager, id),
                    [ConnectionMode.Secure, ConnectionMode.Crc],
                    UTime.From(DateTimeOffset.UtcNow),
                    TestKeys.Random),
                static _ => PeerPolicy.Lossy,
                this),
            CancellationToken.None);

        public async Task<T> NextAsync<T>()
            where T : Message
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
            limit.CancelAfter(Limit);
            while (true)
            {
                if (await _messages.Reader.ReadAsync(limit.Token) is T found)
                {
                    return found;
                }
            }
        }

        public ValueTask OnReadyAsync(PeerConnection connection)
        {
            Peers.Enqueue(connection.Peer!);
            return ValueTask.CompletedTask;
        }

        public ValueTask OnMessageAsync(PeerConnection connection, IncomingMessage message)
        {
            var decoded = MessageCodec.Decode(message.Header, message.Front, message.Middle, message.Data);
            _messages.Writer.TryWrite(decoded);
            var tid = message.Header.TransactionId;
            switch (decoded)
            {
                case MMgrOpen:
                    connection.Send(new MMgrConfigure(1, 5, [], null));
                    break;
                case MMgrCommand command:
                    connection.Send(new MMgrCommandReply(0, "done") { Data = Encoding.UTF8.GetBytes(command.Command[0]) }, tid);
                    break;
                case MCommand:
                    connection.Send(new MCommandReply(0, "told"), tid);
                    break;
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask OnInterruptedAsync(PeerConnection connection, CloseReason reason) => ValueTask.CompletedTask;

        public ValueTask OnSessionLostAsync(PeerConnection connection) => ValueTask.CompletedTask;

        public ValueTask OnClosedAsync(PeerConnection connection, CloseReason reason) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => endpoint.DisposeAsync();
    }
}
