using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Tests.Auth;

public sealed class LoginTests
{
    [Theory]
    [InlineData(KeyType.Aes, KeyType.Aes, ConnectionMode.Crc, KeyType.Aes)]
    [InlineData(KeyType.Aes, KeyType.Aes256k, ConnectionMode.Secure, KeyType.Aes)]
    [InlineData(KeyType.Aes256k, KeyType.Aes, ConnectionMode.Secure, KeyType.Aes)]
    [InlineData(KeyType.Aes256k, KeyType.Aes256k, ConnectionMode.Secure, KeyType.Aes256k)]
    [InlineData(KeyType.Aes256k, KeyType.Aes256k, ConnectionMode.Crc, KeyType.Aes256k)]
    public void A_client_logs_in_and_gets_tickets_that_the_manager_reads(
        KeyType keyType, KeyType rotatingType, ConnectionMode mode, KeyType sessionType)
    {
        var cluster = new TestCluster(keyType, rotatingType);
        var (login, authenticator) = cluster.Login(mode);
        using (login)
        {
            login.Run();
            Assert.Equal(mode, login.ClientEffects.OfType<ConnectionEffect.Ready>().Single().Peer.Mode);
            Assert.Equal("allow *", login.ServerEffects.OfType<ConnectionEffect.Ready>().Single().Peer.Identity!.Caps);
        }

        var tickets = authenticator.Tickets!;
        var (client, server) = cluster.ManagerConnection(mode, tickets, TestCluster.NewSession(isLossy: true));
        using var link = cluster.Connect(client, server);
        link.Run();

        var peer = link.ServerEffects.OfType<ConnectionEffect.Ready>().Single().Peer;
        Assert.Equal(new AuthenticatedPeer(TestCluster.Admin, tickets.GlobalId, false, "allow r"), peer.Identity);
        Assert.Equal((long)tickets.GlobalId, peer.Number);
        Assert.Equal(keyType, tickets.Auth.Grant.SessionKey.Type);
        Assert.All(tickets.Services.Values, ticket => Assert.Equal(sessionType, ticket.Grant.SessionKey.Type));
        Assert.Equal([EntityType.Monitor, EntityType.Mds, EntityType.Osd, EntityType.Manager], tickets.Services.Keys);
    }

    [Fact]
    public void A_client_that_comes_back_with_its_ticket_keeps_its_global_id()
    {
        var cluster = new TestCluster();
        var first = cluster.LogIn();

        var (link, authenticator) = cluster.Login(ConnectionMode.Secure, first);
        using (link)
        {
            link.Run();
        }

        Assert.Equal(first.GlobalId, authenticator.Tickets!.GlobalId);
        Assert.NotEqual(first.Auth.Grant.SessionKey, authenticator.Tickets.Auth.Grant.SessionKey);
    }

    [Fact]
    public void A_global_id_without_its_ticket_is_refused()
    {
        var cluster = new TestCluster();
        var first = cluster.LogIn();

        var (link, _) = cluster.Login(ConnectionMode.Secure, first with { Auth = first.Auth with { Blob = TicketBlob.None } });
        using (link)
        {
            link.Run();
            Assert.Equal(-13, Refusal(link).BadMethod!.Result);
        }
    }

    [Fact]
    public void A_client_is_sent_away_without_a_refusal_for_what_is_the_monitors_own_lack()
    {
        var cluster = new TestCluster();
        var first = cluster.LogIn();
        var ahead = new TicketBlob(9, first.Auth.Blob.Sealed);

        Assert.Equal((RefusalKind.NotNow, null), ServersWord(cluster.Login(ConnectionMode.Secure, first with { Auth = first.Auth with { Blob = ahead } })));

        cluster.Keys.HasNumbers = false;
        Assert.Equal((RefusalKind.NotNow, null), ServersWord(cluster.Login(ConnectionMode.Secure)));

        static (RefusalKind Kind, AuthBadMethod? BadMethod) ServersWord((MemoryLink Link, CephxMonitorAuthenticator Authenticator) login)
        {
            using (login.Link)
            {
                login.Link.Run();
                var refused = login.Link.ServerEffects.OfType<ConnectionEffect.Refused>().Single();
                return (refused.Kind, refused.BadMethod);
            }
        }
    }

    [Fact]
    public void A_wrong_key_and_an_unknown_entity_are_refused_alike()
    {
        var wrong = new TestCluster();
        wrong.AdminKey = CephxKey.Create(KeyType.Aes256k, default, wrong.Random.NextBytes);
        var unknown = new TestCluster();
        var stranger = new CephxMonitorAuthenticator(
            new EntityName(EntityType.Client, "nobody"), unknown.AdminKey, EntityType.Monitor, null, unknown.Random.NextBytes);
        using var wrongLink = wrong.Login(ConnectionMode.Crc).Link;
        using var unknownLink = unknown.Connect(
            unknown.ClientFor(unknown.Monitor, ConnectionMode.Crc, stranger, TestCluster.NewSession(true), PeerPolicy.Lossy),
            unknown.ServerFor(unknown.Monitor, unknown.MonitorVerifier(ConnectionMode.Crc)));

        wrongLink.Run();
        unknownLink.Run();

        Assert.Equal(-13, Refusal(wrongLink).BadMethod!.Result);
        Assert.Equal(-13, Refusal(unknownLink).BadMethod!.Result);
        Assert.Equal(Refusal(wrongLink).Reason, Refusal(unknownLink).Reason);
        Assert.Equal(RefusalKind.Authentication, Refusal(wrongLink).Kind);
    }

    [Fact]
    public void A_method_that_the_server_does_not_have_is_refused_with_the_ones_that_it_has()
    {
        var cluster = new TestCluster();
        using var link = cluster.Connect(
            ClientWithoutKey(cluster),
            cluster.ServerFor(cluster.Monitor, cluster.MonitorVerifier(ConnectionMode.Secure, ConnectionMode.Crc)));

        link.Run();

        var bad = Refusal(link).BadMethod!;
        Assert.Equal((AuthMethod.None, -95), (bad.Method, bad.Result));
        Assert.Equal([2u], bad.AllowedMethods);
        Assert.Equal([2u, 1u], bad.AllowedModes);
    }

    [Fact]
    public void Without_authentication_a_client_gets_a_global_id_and_crc_mode()
    {
        var cluster = new TestCluster();
        using var link = cluster.Connect(
            ClientWithoutKey(cluster), cluster.ServerFor(cluster.Monitor, new NoneServerAuthenticator(_ => 4711)));

        link.Run();

        Assert.Equal(4711ul, link.ServerEffects.OfType<ConnectionEffect.Ready>().Single().Peer.Identity!.GlobalId);
        Assert.Single(link.ClientEffects.OfType<ConnectionEffect.Ready>());
    }

    [Fact]
    public void A_ticket_for_another_service_an_expired_one_and_one_under_an_unknown_key_are_refused()
    {
        var cluster = new TestCluster();
        var tickets = cluster.LogIn();
        var osd = tickets.Services[EntityType.Osd];
        var manager = tickets.Services[EntityType.Manager];

        Assert.Contains("ticket is for osd", Refused(osd, TestCluster.Now, cluster.Keys.FindKey), StringComparison.Ordinal);
        Assert.Contains("expired", Refused(manager, new UTime(1_700_003_601, 0), cluster.Keys.FindKey), StringComparison.Ordinal);
        Assert.Contains("may be old", Refused(manager, TestCluster.Now, (_, _) => null), StringComparison.Ordinal);

        string Refused(ServiceTicket ticket, UTime now, Func<EntityType, ulong, CephxKey?> findKey)
        {
            var verifier = new CephxServiceVerifier(
                EntityType.Manager, id => findKey(EntityType.Manager, id), [ConnectionMode.Crc], now, cluster.Random.NextBytes);
            var authenticator = new CephxServiceAuthenticator(tickets.GlobalId, ticket, cluster.Random.NextBytes);
            var answer = verifier.Begin(new AuthRequest(AuthMethod.Cephx, [1], authenticator.Begin()));
            return Assert.IsType<ServerAuthAnswer.Refused>(answer).Reason;
        }
    }

    [Fact]
    public void A_recorded_authorizer_cannot_be_played_again()
    {
        var cluster = new TestCluster();
        var tickets = cluster.LogIn();
        var recorded = new List<byte[]>();
        CephxServiceVerifier[] verifiers = [cluster.ManagerVerifier(), cluster.ManagerVerifier()];
        var authenticator = new CephxServiceAuthenticator(tickets.GlobalId, tickets.Services[EntityType.Manager], cluster.Random.NextBytes);
        recorded.Add(authenticator.Begin());
        var challenge = Assert.IsType<ServerAuthAnswer.Send>(verifiers[0].Begin(new AuthRequest(AuthMethod.Cephx, [1], recorded[0])));
        recorded.Add(Assert.IsType<ClientAuthAnswer.Send>(authenticator.Continue(challenge.Payload)).Payload);
        Assert.IsType<ServerAuthAnswer.Established>(verifiers[0].Continue(recorded[1]));

        Assert.IsType<ServerAuthAnswer.Send>(verifiers[1].Begin(new AuthRequest(AuthMethod.Cephx, [1], recorded[0])));
        Assert.IsType<ServerAuthAnswer.Refused>(verifiers[1].Continue(recorded[1]));
    }

    private static ClientMachine ClientWithoutKey(TestCluster cluster) => cluster.ClientFor(
        cluster.Monitor,
        ConnectionMode.Crc,
        new NoneClientAuthenticator(TestCluster.Admin, 0),
        TestCluster.NewSession(isLossy: true),
        PeerPolicy.Lossy);

    private static ConnectionEffect.Refused Refusal(MemoryLink link) => link.ClientEffects.OfType<ConnectionEffect.Refused>().Single();
}
