using System.Net;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Messenger.Tests.Endpoints;

/// <summary>Peers that have proved who they are, and want more than their share.</summary>
public sealed class GreedyPeerTests
{
    private const int Megabyte = 1024 * 1024;

    private static readonly MessengerOptions Short = MessengerOptions.Default with
    {
        Tick = TimeSpan.FromMilliseconds(20),
        KeepaliveInterval = TimeSpan.FromSeconds(1),
        KeepaliveLimit = TimeSpan.FromSeconds(2),
        SlowestPeer = 64 * Megabyte,
        CloseLimit = TimeSpan.FromMilliseconds(300),
    };

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_peer_that_speaks_and_takes_nothing_is_cut_off()
    {
        var gate = NewGate();
        await using var ends = await StartAsync(Short, gate.Task);
        var (connection, accepted) = await MeetAsync(ends);
        FillWith(accepted, megabytes: 16);
        using var stop = new CancellationTokenSource();
        var speaking = SpeakAsync(connection, stop.Token);

        var (_, closed) = await ends.ServerHandler.SkipToAsync<RecordingHandler.Closed>();

        Assert.Equal(CloseKind.TimedOut, closed.Reason.Kind);
        Assert.Contains("has not taken what it was sent", closed.Reason.Text, StringComparison.Ordinal);
        await stop.CancelAsync();
        gate.SetResult();
        await speaking;
    }

    [Fact]
    public async Task Peers_that_together_hold_too_much_lose_their_connections_the_greediest_first()
    {
        var gate = NewGate();
        await using var ends = await StartAsync(
            Short with { KeepaliveLimit = TimeSpan.FromMinutes(5), HeldTotal = 32 * Megabyte }, gate.Task);
        var (_, modest) = await MeetAsync(ends);
        var (_, greedy) = await MeetAsync(ends);
        FillWith(modest, megabytes: 12);
        FillWith(greedy, megabytes: 40);

        var (connection, closed) = await ends.ServerHandler.SkipToAsync<RecordingHandler.Closed>();

        Assert.Same(greedy, connection);
        Assert.Contains("hold too much", closed.Reason.Text, StringComparison.Ordinal);
        Assert.True(modest.IsReady);
        gate.SetResult();
    }

    [Fact]
    public async Task One_name_gets_half_of_the_places_and_a_place_that_is_left_is_free_again()
    {
        await using var ends = await StartAsync(Short with { KeepaliveLimit = TimeSpan.FromMinutes(5), Accepted = 4 }, Task.CompletedTask);
        var (first, _) = await MeetAsync(ends);
        await MeetAsync(ends);
        ends.Connect();
        Assert.Equal(CloseKind.Reset, (await ends.ClientHandler.SkipToAsync<RecordingHandler.Closed>()).What.Reason.Kind);

        first.Close("done");
        await ends.ServerHandler.SkipToAsync<RecordingHandler.Closed>();
        await ends.ClientHandler.SkipToAsync<RecordingHandler.Closed>();

        await MeetAsync(ends);
    }

    [Fact]
    public async Task Who_claims_to_be_of_another_kind_than_it_proves_is_treated_as_a_client()
    {
        var transport = new MemoryTransport();
        await using var ends = await TestEndpoints.StartAsync(transport);
        var address = await ends.Server.ListenAsync(
            [new IPEndPoint(IPAddress.Loopback, 0)],
            ends.Accept() with { PolicyFor = static type => type == EntityType.Monitor ? PeerPolicy.Lossless : PeerPolicy.Lossy },
            CancellationToken.None);
        await using var impostor = new MessengerEndpoint(
            new LocalEntity(EntityType.Monitor, TestCluster.Address(port: 1, nonce: 5), Nonce: 5), MessengerOptions.Default, transport,
            TimeProvider.System, NullLogger<MessengerEndpoint>.Instance);

        var connection = impostor.Connect(new EntityAddressVector([address.Addresses[^1]]), ends.Options(PeerPolicy.Lossless));
        await ends.ClientHandler.SkipToAsync<RecordingHandler.Ready>();

        Assert.True(connection.IsLossy);
    }

    private static Task<TestEndpoints> StartAsync(MessengerOptions options, Task gate) => TestEndpoints.StartAsync(
        new SocketTransport(), options,
        prepare: ends => ends.ClientHandler = new RecordingHandler { OnMessage = async (_, _) => await gate });

    private static async Task<(PeerConnection Ours, PeerConnection Theirs)> MeetAsync(TestEndpoints ends)
    {
        var connection = ends.Connect();
        await ends.ClientHandler.SkipToAsync<RecordingHandler.Ready>();
        return (connection, (await ends.ServerHandler.SkipToAsync<RecordingHandler.Ready>()).Connection);
    }

    private static void FillWith(PeerConnection connection, int megabytes)
    {
        for (var i = 0; i < megabytes; i++)
        {
            Assert.True(connection.Send(TestCluster.Message(i) with { Data = new byte[Megabyte] }));
        }
    }

    private static async Task SpeakAsync(PeerConnection connection, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                connection.Send(TestCluster.Message(1));
            }
        }
        catch (OperationCanceledException)
        {
            // It has said enough.
        }
    }
}
