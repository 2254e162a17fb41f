using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Tests.Faults;
using MgrPlatform.Messenger.Transport;

namespace MgrPlatform.Messenger.Tests.Endpoints;

/// <summary>Two that connect to each other, as monitors do.</summary>
public sealed class MeetingTests
{
    private static readonly MessengerOptions Quick = MessengerOptions.Default with
    {
        ReconnectDelay = TimeSpan.FromMilliseconds(1),
        ReconnectDelayLimit = TimeSpan.FromMilliseconds(30),
    };

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 40));

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Two_that_connect_to_each_other_at_once_share_one_session_through_all_breaks(int seed)
    {
        const int Count = 200;
        var random = new Random(seed);
        var network = new MemoryTransport();
        Fault Next(int connection)
        {
            lock (random)
            {
                return connection > 25 ? Fault.None : new Fault
                {
                    CutAfter = [random.Next(1, 8_000), random.Next(1, 8_000)],
                    Pieces = random.Next(2) == 0 ? new Random(random.Next()) : null,
                };
            }
        }

        await using var left = await MeetingEnd.StartAsync(new FaultyTransport(network, Next), Quick, rank: 0, port: 3300);
        await using var right = await MeetingEnd.StartAsync(new FaultyTransport(network, Next), Quick, rank: 1, port: 3301);

        var toRight = left.Connect(right.Address);
        var toLeft = right.Connect(left.Address);
        for (var number = 1; number <= Count; number++)
        {
            Assert.True(toRight.Send(TestCluster.Message(number)));
            Assert.True(toLeft.Send(TestCluster.Message(number)));
            if (random.Next(10) == 0)
            {
                await Task.Yield();
            }
        }

        for (var number = 1; number <= Count; number++)
        {
            var (_, atLeft) = await left.Handler.SkipToAsync<IncomingMessage>();
            Assert.True((ulong)number == atLeft.Header.TransactionId, $"seed {seed}: at left {atLeft.Header.TransactionId} for {number}");
            var (_, atRight) = await right.Handler.SkipToAsync<IncomingMessage>();
            Assert.True(
                (ulong)number == atRight.Header.TransactionId, $"seed {seed}: at right {atRight.Header.TransactionId} for {number}");
        }

        Assert.Same(toRight, Assert.Single(left.Endpoint.Connections));
        Assert.Same(toLeft, Assert.Single(right.Endpoint.Connections));
        Assert.False(left.Handler.Saw<RecordingHandler.SessionLost>() || right.Handler.Saw<RecordingHandler.SessionLost>(), $"seed {seed}");
    }

    [Fact]
    public async Task A_peer_that_has_begun_anew_is_met_again_and_the_owner_learns_that_the_session_is_lost()
    {
        var network = new MemoryTransport();
        await using var left = await MeetingEnd.StartAsync(network, Quick, rank: 0, port: 3300);
        var first = await MeetingEnd.StartAsync(network, Quick, rank: 1, port: 3301);
        var toRight = left.Connect(first.Address);
        toRight.Send(TestCluster.Message(1));
        await first.Handler.SkipToAsync<IncomingMessage>();

        await first.DisposeAsync();
        await using var second = await MeetingEnd.StartAsync(network, Quick, rank: 1, port: 3301);
        second.Connect(left.Address).Send(TestCluster.Message(2));

        await left.Handler.SkipToAsync<RecordingHandler.SessionLost>();
        Assert.Equal(2ul, (await left.Handler.SkipToAsync<IncomingMessage>()).What.Header.TransactionId);
        Assert.True(toRight.Send(TestCluster.Message(3)));
        Assert.Equal(3ul, (await second.Handler.SkipToAsync<IncomingMessage>()).What.Header.TransactionId);
    }

    [Fact]
    public async Task A_connection_that_the_peer_has_opened_is_the_one_we_get_when_we_connect_to_it()
    {
        var network = new MemoryTransport();
        await using var left = await MeetingEnd.StartAsync(network, Quick, rank: 0, port: 3300);
        await using var right = await MeetingEnd.StartAsync(network, Quick, rank: 1, port: 3301);
        right.Connect(left.Address);
        var (accepted, _) = await left.Handler.NextWithConnectionAsync<RecordingHandler.Ready>();

        var connected = left.Connect(right.Address);

        Assert.Same(accepted, connected);
        Assert.True(connected.Send(TestCluster.Message(1)));
        await right.Handler.SkipToAsync<IncomingMessage>();
    }

    [Fact]
    public async Task A_closed_lossless_session_is_lost_to_a_peer_that_comes_back()
    {
        var network = new MemoryTransport();
        await using var left = await MeetingEnd.StartAsync(network, Quick, rank: 0, port: 3300);
        await using var right = await MeetingEnd.StartAsync(network, Quick, rank: 1, port: 3301);
        right.Connect(left.Address);
        var (accepted, _) = await left.Handler.NextWithConnectionAsync<RecordingHandler.Ready>();
        await right.Handler.NextAsync<RecordingHandler.Ready>();

        accepted.Close("no longer wanted");

        Assert.Equal(CloseKind.ClosedByUs, (await left.Handler.SkipToAsync<RecordingHandler.Closed>()).What.Reason.Kind);
        await right.Handler.NextAsync<RecordingHandler.Interrupted>();
        await right.Handler.SkipToAsync<RecordingHandler.SessionLost>();
        await right.Handler.SkipToAsync<RecordingHandler.Ready>();
    }
}
