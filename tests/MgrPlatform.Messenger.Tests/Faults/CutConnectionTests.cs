using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Tests.Endpoints;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Messenger.Tests.Faults;

public sealed class CutConnectionTests
{
    private const int Messages = 3;

    private static readonly MessengerOptions Quick = MessengerOptions.Default with
    {
        ReconnectDelay = TimeSpan.FromMilliseconds(1),
        ReconnectDelayLimit = TimeSpan.FromMilliseconds(20),
    };

    [Theory]
    [InlineData(ConnectionMode.Crc)]
    [InlineData(ConnectionMode.Secure)]
    public async Task A_lossless_session_cut_at_any_byte_loses_and_repeats_nothing(ConnectionMode mode)
    {
        var network = new MemoryTransport();
        var fault = Fault.None;
        var proxy = new FaultyTransport(network, _ => Interlocked.Exchange(ref fault, Fault.None));
        await using var ends = await TestEndpoints.StartAsync(network, Quick, clientTransport: proxy, prepare: Echo);
        await ExchangeAsync(ends, mode, "uncut");
        var (toServer, toClient) = proxy.Bytes;

        for (var cut = 1; cut < toServer; cut++)
        {
            Volatile.Write(ref fault, new Fault { CutAfter = [cut, int.MaxValue] });
            await ExchangeAsync(ends, mode, $"to the server cut after {cut}");
        }

        for (var cut = 1; cut < toClient; cut++)
        {
            Volatile.Write(ref fault, new Fault { CutAfter = [int.MaxValue, cut] });
            await ExchangeAsync(ends, mode, $"to the client cut after {cut}");
        }
    }

    [Fact]
    public async Task A_lossy_connection_cut_at_any_byte_ends_with_a_reason()
    {
        var network = new MemoryTransport();
        var fault = Fault.None;
        var proxy = new FaultyTransport(network, _ => fault);
        await using var ends = await TestEndpoints.StartAsync(network, Quick, clientTransport: proxy);
        ends.Connect();
        await ends.ClientHandler.NextAsync<RecordingHandler.Ready>();
        var (toServer, toClient) = proxy.Bytes;

        for (var cut = 1; cut < toServer + toClient; cut++)
        {
            int[] cutAfter = cut < toServer ? [cut, int.MaxValue] : [int.MaxValue, cut - (int)toServer + 1];
            Volatile.Write(ref fault, new Fault { CutAfter = cutAfter });
            ends.Connect();
            var (_, closed) = await ends.ClientHandler.SkipToAsync<RecordingHandler.Closed>();
            Assert.Equal(CloseKind.Reset, closed.Reason.Kind);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_lossless_session_cut_delayed_and_repeated_by_chance_loses_and_repeats_nothing(int seed)
    {
        const int Count = 400;
        var random = new Random(seed);
        var network = new MemoryTransport();
        var proxy = new FaultyTransport(network, connection => connection > 40 ? Fault.None : new Fault
        {
            CutAfter = [random.Next(1, 20_000), random.Next(1, 20_000)],
            Pieces = random.Next(2) == 0 ? new Random(random.Next()) : null,
            Duplicates = random.Next(2) == 0 ? new Random(random.Next()) : null,
        });
        await using var ends = await TestEndpoints.StartAsync(network, Quick, clientTransport: proxy, prepare: Echo);
        var connection = ends.Connect(PeerPolicy.Lossless, ConnectionMode.Crc);

        for (var number = 1; number <= Count; number++)
        {
            Assert.True(connection.Send(TestCluster.Message(number) with { Data = new byte[random.Next(2000)] }));
            if (random.Next(20) == 0)
            {
                await Task.Yield();
            }
        }

        for (var number = 1; number <= Count; number++)
        {
            await ExpectAsync(ends, number, $"seed {seed}");
        }

        Assert.False(ends.ClientHandler.Saw<RecordingHandler.SessionLost>(), $"seed {seed}: session lost");
        Assert.True(proxy.Connections > 1, $"seed {seed}: never cut");
    }

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 40));

    private static void Echo(TestEndpoints ends)
    {
        ends.ServerPolicy = PeerPolicy.Lossless;
        ends.ServerHandler = new RecordingHandler
        {
            OnMessage = static (connection, message) =>
            {
                Assert.True(connection.Send(TestCluster.Message((int)message.Header.TransactionId)));
                return ValueTask.CompletedTask;
            },
        };
    }

    private static async Task ExchangeAsync(TestEndpoints ends, ConnectionMode mode, string what)
    {
        var connection = ends.Connect(PeerPolicy.Lossless, mode);
        for (var number = 1; number <= Messages; number++)
        {
            Assert.True(connection.Send(TestCluster.Message(number)));
        }

        for (var number = 1; number <= Messages; number++)
        {
            await ExpectAsync(ends, number, what);
        }

        connection.Abort("done");
        await ends.ClientHandler.SkipToAsync<RecordingHandler.Closed>();
    }

    /// <summary>The next message at either end is this one.</summary>
    private static async Task ExpectAsync(TestEndpoints ends, int number, string what)
    {
        var there = (await ends.ServerHandler.SkipToAsync<IncomingMessage>()).What.Header.TransactionId;
        Assert.True((ulong)number == there, $"{what}: at the server {there} for {number}");
        var back = (await ends.ClientHandler.SkipToAsync<IncomingMessage>()).What.Header.TransactionId;
        Assert.True((ulong)number == back, $"{what}: at the client {back} for {number}");
    }
}
