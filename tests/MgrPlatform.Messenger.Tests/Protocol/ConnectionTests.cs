using System.Buffers;
using System.Net;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Tests.Protocol;

public sealed class ConnectionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void Messages_arrive_in_order_however_the_bytes_are_cut(int piece)
    {
        var cluster = new TestCluster();
        var tickets = cluster.LogIn();
        var session = TestCluster.NewSession(isLossy: true);
        for (var number = 1; number <= 20; number++)
        {
            session.TryEnqueue(TestCluster.Message(number));
        }

        var (client, server) = cluster.ManagerConnection(ConnectionMode.Secure, tickets, session);
        using var link = new MemoryLink(client, server, cluster.Decide) { Piece = piece };
        link.Run();

        Assert.Equal(Enumerable.Range(1, 20), TestCluster.Numbers(link.ServerEffects));
    }

    [Fact]
    public void A_lossy_session_keeps_nothing_and_is_not_acknowledged()
    {
        var cluster = new TestCluster();
        var session = TestCluster.NewSession(isLossy: true);
        session.TryEnqueue(TestCluster.Message(1));
        var (client, server) = cluster.ManagerConnection(ConnectionMode.Crc, cluster.LogIn(), session);
        using var link = cluster.Connect(client, server);
        link.Run();
        var before = link.ServerBytes;

        session.TryEnqueue(TestCluster.Message(2));
        link.Run();

        Assert.Equal(0, session.Held);
        Assert.Equal(before, link.ServerBytes);
    }

    [Fact]
    public void A_client_without_an_address_of_its_own_uses_the_one_that_the_server_sees()
    {
        var cluster = new TestCluster();
        using var link = cluster.Login(ConnectionMode.Crc).Link;

        link.Run();

        var address = Assert.Single(link.ServerEffects.OfType<ConnectionEffect.Ready>().Single().Peer.Addresses.Addresses);
        Assert.Equal(new EntityAddress(EntityAddressType.Any, 99, new IPEndPoint(IPAddress.Loopback, 0)), address);
    }

    [Fact]
    public void A_keepalive_is_answered_with_its_own_stamp()
    {
        var (client, server, toServer, toClient) = Established();
        using (client)
        using (server)
        {
            List<ConnectionEffect> effects = [];
            client.AskKeepalive(new UTime(12, 34), toServer);
            Pass(toServer, server, toClient, effects);
            Pass(toClient, client, toServer, effects);

            Assert.Equal(new ConnectionEffect.KeepaliveAnswered(new UTime(12, 34)), Assert.Single(effects));
        }
    }

    [Fact]
    public void A_server_of_another_kind_is_refused()
    {
        var cluster = new TestCluster();
        var tickets = cluster.LogIn();
        var (client, server) = cluster.ManagerConnection(ConnectionMode.Crc, tickets, TestCluster.NewSession(isLossy: true));
        server.Dispose();
        var osd = cluster.ServerFor(cluster.Manager with { Type = EntityType.Osd }, new NoneServerAuthenticator(_ => 1));
        using var link = cluster.Connect(client, osd);

        link.Run();

        var refused = link.ClientEffects.OfType<ConnectionEffect.Refused>().Single();
        Assert.Equal(RefusalKind.WrongPeer, refused.Kind);
        Assert.Contains("is a osd, not the mgr", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_wants_an_earlier_start_of_the_server_is_refused()
    {
        var cluster = new TestCluster();
        var tickets = cluster.LogIn();
        var authenticator = new CephxServiceAuthenticator(
            tickets.GlobalId, tickets.Services[EntityType.Manager], cluster.Random.NextBytes);
        var earlier = cluster.Manager with { Addresses = TestCluster.Address(6800, nonce: 76) };
        var client = cluster.ClientFor(earlier, ConnectionMode.Crc, authenticator, TestCluster.NewSession(isLossy: true), PeerPolicy.Lossy);
        using var link = cluster.Connect(client, cluster.ServerFor(cluster.Manager, cluster.ManagerVerifier()));

        link.Run();

        Assert.Equal(RefusalKind.WrongPeer, link.ServerEffects.OfType<ConnectionEffect.Refused>().Single().Kind);
    }

    [Fact]
    public void Missing_features_are_named_to_both_sides()
    {
        var cluster = new TestCluster { ServerPolicy = new PeerPolicy(IsLossy: true, Features.ServerSquid) };
        using var link = cluster.Login(ConnectionMode.Crc).Link;

        link.Run();

        Assert.Contains("ServerSquid", link.ClientEffects.OfType<ConnectionEffect.Refused>().Single().Reason, StringComparison.Ordinal);
        Assert.Contains("ServerSquid", link.ServerEffects.OfType<ConnectionEffect.Refused>().Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_banner_changed_on_its_way_is_noticed_at_the_signatures()
    {
        var cluster = new TestCluster();

        // It has no checksum of its own, and one feature more or less reads as well.
        var client = cluster.Login(ConnectionMode.Crc);
        using (client.Link)
        {
            client.Link.Tamper = (direction, at, value) => direction == 1 && at == 11 ? (byte)(value ^ 2) : value;
            client.Link.Run();
            var refused = client.Link.ServerEffects.Concat(client.Link.ClientEffects).OfType<ConnectionEffect.Refused>();
            Assert.Contains(refused, effect => effect.Reason.Contains("signature is wrong", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_peer_that_never_gets_done_is_cut_off_before_it_has_cost_much()
    {
        var cluster = new TestCluster();
        using var server = cluster.ServerFor(cluster.Monitor, new NoneServerAuthenticator(_ => 1));
        var output = new ArrayBufferWriter<byte>();
        server.Start(output);
        var flood = new ArrayBufferWriter<byte>();
        Banner.Ours.Write(flood);
        var encoder = new FrameEncoder();
        encoder.Write(flood, new Hello(EntityType.Client, EntityAddress.None).ToFrame());
        for (var i = 0; i < 100; i++)
        {
            encoder.Write(flood, new AuthRequest(AuthMethod.Cephx, [1], new byte[100]).ToFrame());
        }

        Assert.Throws<WireFormatException>(() =>
        {
            var input = new ReadOnlySequence<byte>(flood.WrittenMemory);
            server.Receive(ref input, output, []);
        });
    }

    [Fact]
    public void A_message_before_the_session_is_open_costs_the_connection()
    {
        var cluster = new TestCluster();
        using var server = cluster.ServerFor(cluster.Monitor, new NoneServerAuthenticator(_ => 1));
        var output = new ArrayBufferWriter<byte>();
        server.Start(output);
        var early = new ArrayBufferWriter<byte>();
        Banner.Ours.Write(early);
        new FrameEncoder().Write(early, new Frame(FrameTag.Message, new byte[41]));

        Assert.Throws<WireFormatException>(() =>
        {
            var input = new ReadOnlySequence<byte>(early.WrittenMemory);
            server.Receive(ref input, output, []);
        });
    }

    [Fact]
    public void A_flood_of_messages_is_handed_over_in_parts()
    {
        var (client, server, toServer, toClient) = Established();
        using (client)
        using (server)
        {
            for (var number = 1; number <= 1000; number++)
            {
                client.Session!.TryEnqueue(TestCluster.Message(number));
            }

            client.Send(toServer, int.MaxValue);
            var input = new ReadOnlySequence<byte>(toServer.WrittenMemory);
            List<ConnectionEffect> all = [];
            List<ConnectionEffect> part = [];
            while (server.Receive(ref input, toClient, part))
            {
                Assert.Equal(256, part.Count);
                all.AddRange(part);
                part.Clear();
            }

            all.AddRange(part);
            Assert.Equal(Enumerable.Range(1, 1000), TestCluster.Numbers(all));
        }
    }

    private static (ClientMachine, ServerMachine, ArrayBufferWriter<byte> ToServer, ArrayBufferWriter<byte> ToClient) Established()
    {
        var cluster = new TestCluster();
        var (client, server) = cluster.ManagerConnection(ConnectionMode.Secure, cluster.LogIn(), TestCluster.NewSession(isLossy: true));
        var link = cluster.Connect(client, server); // Not disposed: the machines go on without it.
        link.Run();
        return (client, server, new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
    }

    private static void Pass(
        ArrayBufferWriter<byte> bytes, ConnectionMachine to, ArrayBufferWriter<byte> answers, List<ConnectionEffect> effects)
    {
        var input = new ReadOnlySequence<byte>(bytes.WrittenMemory);
        to.Receive(ref input, answers, effects);
        Assert.True(input.IsEmpty);
    }
}
