using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Tests.Endpoints;
using MgrPlatform.Messenger.Transport;

namespace MgrPlatform.Messenger.Tests.Faults;

[Collection(MemoryCollection.Name)]
public sealed class ReconnectMemoryTests
{
    // An hour of a peer that breaks every connection, at the longest delay of 3.2 s: 3600 / 3.2.
    private const int AnHourOfReconnects = 1125;

    [Fact]
    public async Task An_hour_of_reconnects_of_a_lossless_session_leaves_nothing_behind()
    {
        var network = new MemoryTransport();
        var proxy = new FaultyTransport(network, _ => new Fault { CutAfter = [3000, int.MaxValue] });
        var delay = TimeSpan.FromMilliseconds(1);
        var options = MessengerOptions.Default with { ReconnectDelay = delay, ReconnectDelayLimit = delay };
        await using var ends = await TestEndpoints.StartAsync(
            network, options, clientTransport: proxy, prepare: ends => ends.ServerPolicy = PeerPolicy.Lossless);
        var connection = ends.Connect(PeerPolicy.Lossless);
        long before = 0;

        // What is sent breaks each connection once; the next one repeats it and breaks at the one after.
        for (var number = 1; proxy.Connections < AnHourOfReconnects; number++)
        {
            Assert.True(connection.Send(TestCluster.Message(number) with { Data = new byte[1000] }));
            Assert.Equal((ulong)number, (await ends.ServerHandler.SkipToAsync<IncomingMessage>()).What.Header.TransactionId);
            ends.ClientHandler.Forget();
            if (before == 0 && proxy.Connections > AnHourOfReconnects / 5)
            {
                before = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 1024 * 1024, $"{grown} bytes after {proxy.Connections} connections");
        Assert.Single(ends.Server.Connections);
    }

    [Fact]
    public async Task An_hour_of_lossy_connections_leaves_nothing_behind()
    {
        await using var ends = await TestEndpoints.StartAsync(new SocketTransport());
        long before = 0;
        for (var i = 0; i < AnHourOfReconnects; i++)
        {
            if (i == AnHourOfReconnects / 5)
            {
                before = GC.GetTotalMemory(forceFullCollection: true);
            }

            var connection = ends.Connect();
            await ends.ClientHandler.NextAsync<RecordingHandler.Ready>();
            connection.Close("done");
            await ends.ClientHandler.NextAsync<RecordingHandler.Closed>();
            await ends.ServerHandler.SkipToAsync<RecordingHandler.Closed>();
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 1024 * 1024, $"{grown} bytes");
        Assert.Empty(ends.Server.Connections);
        Assert.Empty(ends.Client.Connections);
    }
}
