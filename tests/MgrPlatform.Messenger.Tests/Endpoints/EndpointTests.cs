using System.Net;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Tests.Endpoints;

public sealed class EndpointTests
{
    public static TheoryData<bool, ConnectionMode, bool> Ways => new()
    {
        { false, ConnectionMode.Crc, true },
        { false, ConnectionMode.Secure, false },
        { true, ConnectionMode.Crc, false },
        { true, ConnectionMode.Secure, true },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Messages_go_both_ways_in_order(bool isTcp, ConnectionMode mode, bool isLossy)
    {
        await using var ends = await TestEndpoints.StartAsync(isTcp ? new SocketTransport() : null, prepare: ends =>
        {
            ends.ServerPolicy = new PeerPolicy(isLossy);
            ends.ServerHandler = new RecordingHandler { OnMessage = Echo };
        });
        var connection = ends.Connect(new PeerPolicy(isLossy), mode);
        for (var number = 1; number <= 100; number++)
        {
            Assert.True(connection.Send(TestCluster.Message(number)));
        }

        await ends.ClientHandler.NextAsync<RecordingHandler.Ready>();
        for (var number = 1; number <= 100; number++)
        {
            Assert.Equal((ulong)number, (await ends.ClientHandler.NextAsync<IncomingMessage>()).Header.TransactionId);
        }

        Assert.Equal(mode, connection.Peer!.Mode);
        Assert.Equal(isLossy, connection.IsLossy);
    }

    [Fact]
    public async Task A_message_of_many_megabytes_arrives_whole()
    {
        await using var ends = await TestEndpoints.StartAsync(new SocketTransport());
        var data = new byte[20_000_000];
        new Random(5).NextBytes(data);

        ends.Connect().Send(TestCluster.Message(1) with { Data = data });

        await ends.ServerHandler.NextAsync<RecordingHandler.Ready>();
        Assert.True((await ends.ServerHandler.NextAsync<IncomingMessage>()).Data.Span.SequenceEqual(data));
    }

    [Fact]
    public async Task Peers_meet_over_ipv6()
    {
        await using var ends = await TestEndpoints.StartAsync(new SocketTransport(), address: IPAddress.IPv6Loopback);

        ends.Connect();

        await ends.ClientHandler.NextAsync<RecordingHandler.Ready>();
        var (accepted, _) = await ends.ServerHandler.NextWithConnectionAsync<RecordingHandler.Ready>();
        Assert.Equal(IPAddress.IPv6Loopback, accepted.Peer!.Addresses.Addresses[0].EndPoint!.Address);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_with_the_servers_answer()
    {
        await using var ends = await TestEndpoints.StartAsync();
        ends.AdminKey = CephxKey.Create(KeyType.Aes256k, default, new Random(77).NextBytes);

        ends.Connect();

        var closed = await ends.ClientHandler.NextAsync<RecordingHandler.Closed>();
        Assert.Equal(CloseKind.AuthenticationRefused, closed.Reason.Kind);
        Assert.Equal(-13, closed.Reason.BadMethod!.Result);
    }

    [Fact]
    public async Task Where_nobody_listens_the_connection_is_refused()
    {
        await using var ends = await TestEndpoints.StartAsync(new SocketTransport());

        ends.Connect(to: TestCluster.Address(port: 1, nonce: 0));

        Assert.Equal(CloseKind.ConnectionRefused, (await ends.ClientHandler.NextAsync<RecordingHandler.Closed>()).Reason.Kind);
    }

    [Fact]
    public async Task What_is_queued_when_a_connection_is_closed_still_goes_out()
    {
        await using var ends = await TestEndpoints.StartAsync(new SocketTransport());
        var connection = ends.Connect();
        await ends.ClientHandler.NextAsync<RecordingHandler.Ready>();
        for (var number = 1; number <= 50; number++)
        {
            connection.Send(TestCluster.Message(number) with { Data = new byte[50_000] });
        }

        connection.Close("done");

        Assert.False(connection.Send(TestCluster.Message(51)));
        Assert.Equal(CloseKind.ClosedByUs, (await ends.ClientHandler.NextAsync<RecordingHandler.Closed>()).Reason.Kind);
        await ends.ServerHandler.NextAsync<RecordingHandler.Ready>();
        for (var number = 1; number <= 50; number++)
        {
            Assert.Equal((ulong)number, (await ends.ServerHandler.NextAsync<IncomingMessage>()).Header.TransactionId);
        }

        Assert.Equal(CloseKind.Reset, (await ends.ServerHandler.NextAsync<RecordingHandler.Closed>()).Reason.Kind);
    }

    [Fact]
    public async Task What_is_queued_goes_out_even_when_the_peer_goes_on_sending_to_us()
    {
        await using var ends = await TestEndpoints.StartAsync(new SocketTransport());
        var connection = ends.Connect();
        var (accepted, _) = await ends.ServerHandler.NextWithConnectionAsync<RecordingHandler.Ready>();
        await ends.ClientHandler.NextAsync<RecordingHandler.Ready>();
        for (var number = 1; number <= 300; number++)
        {
            accepted.Send(TestCluster.Message(number) with { Data = new byte[50_000] });
            connection.Send(TestCluster.Message(number) with { Data = new byte[50_000] });
        }

        connection.Close("done");

        for (var number = 1; number <= 300; number++)
        {
            Assert.Equal((ulong)number, (await ends.ServerHandler.NextAsync<IncomingMessage>()).Header.TransactionId);
        }
    }

    [Fact]
    public async Task An_owner_whose_credentials_fail_is_told_and_others_are_still_served()
    {
        await using var ends = await TestEndpoints.StartAsync();

        ends.Client.Connect(
            ends.Address, ends.Options(PeerPolicy.Lossy) with { Authenticator = () => throw new InvalidOperationException("bug") });

        Assert.Equal(CloseKind.HandlerFailed, (await ends.ClientHandler.NextAsync<RecordingHandler.Closed>()).Reason.Kind);
        ends.Connect();
        await ends.ClientHandler.NextAsync<RecordingHandler.Ready>();
    }

    [Fact]
    public async Task Stopping_an_endpoint_sends_what_is_queued_and_tells_every_owner()
    {
        await using var ends = await TestEndpoints.StartAsync();
        var connection = ends.Connect();
        await ends.ClientHandler.NextAsync<RecordingHandler.Ready>();
        connection.Send(TestCluster.Message(1));

        await ends.Client.DisposeAsync();

        await ends.ClientHandler.NextAsync<RecordingHandler.Closed>();
        await ends.ServerHandler.NextAsync<RecordingHandler.Ready>();
        await ends.ServerHandler.NextAsync<IncomingMessage>();
        await ends.ServerHandler.NextAsync<RecordingHandler.Closed>();
        Assert.Empty(ends.Client.Connections);
    }

    private static ValueTask Echo(PeerConnection connection, IncomingMessage message)
    {
        Assert.True(connection.Send(TestCluster.Message((int)message.Header.TransactionId)));
        return ValueTask.CompletedTask;
    }
}
