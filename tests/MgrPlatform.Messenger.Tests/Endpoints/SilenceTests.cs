using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Tests.Faults;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Messenger.Tests.Endpoints;

/// <summary>Peers that say nothing, read nothing, or are too fast.</summary>
public sealed class SilenceTests
{
    private static readonly MessengerOptions Short = MessengerOptions.Default with
    {
        Tick = TimeSpan.FromMilliseconds(20),
        KeepaliveInterval = TimeSpan.FromMilliseconds(50),
        KeepaliveLimit = TimeSpan.FromMilliseconds(500),
        HandshakeLimit = TimeSpan.FromMinutes(1),
        CloseLimit = TimeSpan.FromMilliseconds(300),
    };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_peer_that_falls_silent_is_given_up(int direction)
    {
        var network = new MemoryTransport();
        var silent = new[] { int.MaxValue, int.MaxValue };
        silent[direction] = 3000;
        var proxy = new FaultyTransport(network, _ => new Fault { SilentAfter = silent });
        await using var ends = await TestEndpoints.StartAsync(network, Short, clientTransport: proxy);
        var connection = ends.Connect();
        await ends.ClientHandler.NextAsync<RecordingHandler.Ready>();
        var (accepted, _) = await ends.ServerHandler.NextWithConnectionAsync<RecordingHandler.Ready>();

        (direction == 0 ? connection : accepted).Send(TestCluster.Message(1) with { Data = new byte[5000] });

        var closed = await (direction == 0 ? ends.ServerHandler : ends.ClientHandler).NextAsync<RecordingHandler.Closed>();
        Assert.Equal(CloseKind.TimedOut, closed.Reason.Kind);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        var network = new MemoryTransport();
        var proxy = new FaultyTransport(network, _ => new Fault { SilentAfter = [int.MaxValue, 0] });
        await using var ends = await TestEndpoints.StartAsync(
            network,
            Short with { HandshakeLimit = TimeSpan.FromMilliseconds(200) },
            serverOptions: Short, // It would give up at the same moment.
            clientTransport: proxy);

        ends.Connect();

        Assert.Equal(CloseKind.TimedOut, (await ends.ClientHandler.NextAsync<RecordingHandler.Closed>()).Reason.Kind);
    }

    [Fact]
    public async Task Keepalives_keep_a_connection_that_has_nothing_to_say()
    {
        await using var ends = await TestEndpoints.StartAsync(options: Short with { KeepaliveLimit = TimeSpan.FromSeconds(60) });
        var connection = ends.Connect();
        await ends.ClientHandler.NextAsync<RecordingHandler.Ready>();
        var heard = connection.LastHeard;

        for (var changes = 0; changes < 5;)
        {
            await Task.Yield();
            if (connection.LastHeard != heard)
            {
                heard = connection.LastHeard;
                changes++;
            }
        }

        Assert.True(connection.IsReady);
    }

    [Fact]
    public async Task An_owner_that_takes_its_time_holds_back_the_peer_and_memory_stays_bounded()
    {
        var release = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        await using var ends = await TestEndpoints.StartAsync(
            new SocketTransport(),
            MessengerOptions.Default with { Outbox = new SessionLimits(100_000, 4_000_000) },
            prepare: ends => ends.ServerHandler = new RecordingHandler
            {
                OnMessage = async (_, _) =>
                {
                    entered.TrySetResult();
                    await release.Task;
                },
            });
        var connection = ends.Connect();
        await ends.ClientHandler.NextAsync<RecordingHandler.Ready>();
        var sent = 0;
        var bytes = new byte[100_000];

        for (var attempt = 0; attempt < 20_000; attempt++)
        {
            if (connection.Send(TestCluster.Message(sent + 1) with { Data = bytes }))
            {
                sent++;
            }
            else
            {
                await Task.Yield();
            }
        }

        await entered.Task;
        Assert.InRange(sent, 40, 400);
        release.SetResult();
        await ends.ServerHandler.NextAsync<RecordingHandler.Ready>();
        for (var number = 1; number <= sent; number++)
        {
            Assert.Equal((ulong)number, (await ends.ServerHandler.NextAsync<IncomingMessage>()).Header.TransactionId);
        }
    }

    [Fact]
    public async Task A_connection_whose_peer_reads_nothing_closes_within_its_limit()
    {
        var network = new MemoryTransport();
        var release = new TaskCompletionSource();
        await using var ends = await TestEndpoints.StartAsync(
            network,
            Short,
            prepare: ends => ends.ServerHandler = new RecordingHandler { OnMessage = async (_, _) => await release.Task });
        var connection = ends.Connect();
        await ends.ClientHandler.NextAsync<RecordingHandler.Ready>();
        for (var number = 1; number <= 100; number++)
        {
            connection.Send(TestCluster.Message(number) with { Data = new byte[100_000] });
        }

        connection.Close("enough");

        await ends.ClientHandler.NextAsync<RecordingHandler.Closed>();
        release.SetResult();
    }

    [Fact]
    public async Task A_message_that_the_owner_cannot_decode_costs_the_connection()
    {
        await using var ends = await TestEndpoints.StartAsync(prepare: ends => ends.ServerHandler = new RecordingHandler
        {
            OnMessage = (_, _) => throw new WireFormatException("nonsense", 3),
        });

        ends.Connect().Send(TestCluster.Message(1));

        Assert.Equal(CloseKind.WireError, (await ends.ServerHandler.SkipToAsync<RecordingHandler.Closed>()).What.Reason.Kind);
    }

    [Fact]
    public async Task An_owner_that_fails_loses_the_connection_and_no_other()
    {
        await using var ends = await TestEndpoints.StartAsync(prepare: ends => ends.ServerHandler = new RecordingHandler
        {
            OnMessage = (_, message) =>
                message.Header.TransactionId == 13 ? throw new InvalidOperationException("bug") : ValueTask.CompletedTask,
        });
        var other = ends.Connect();

        ends.Connect().Send(TestCluster.Message(13));

        Assert.Equal(CloseKind.HandlerFailed, (await ends.ServerHandler.SkipToAsync<RecordingHandler.Closed>()).What.Reason.Kind);
        other.Send(TestCluster.Message(1));
        Assert.Equal(1ul, (await ends.ServerHandler.SkipToAsync<IncomingMessage>()).What.Header.TransactionId);
    }
}
