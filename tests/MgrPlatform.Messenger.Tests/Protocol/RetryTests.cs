using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Messenger.Tests.Protocol;

/// <summary>How a client takes a server's answers to a session that it wants to take up.</summary>
public sealed class RetryTests
{
    [Fact]
    public void Told_of_a_later_attempt_a_client_counts_on_from_it()
    {
        var (session, cluster, tickets) = Open();
        List<SessionReconnect> asked = [];
        using var link = Again(cluster, session, tickets, takeUp =>
        {
            asked.Add(takeUp);
            return asked.Count == 1 ? new SessionDecision.Retry(41) : null;
        });

        link.Run();

        Assert.Equal([1ul, 42ul], asked.Select(takeUp => takeUp.ConnectSequence));
        Assert.IsType<ConnectionEffect.Ready>(Assert.Single(link.ClientEffects));
    }

    [Fact]
    public void Told_of_a_later_connection_a_client_takes_a_number_above_it()
    {
        var (session, cluster, tickets) = Open();
        List<SessionReconnect> asked = [];
        using var link = Again(cluster, session, tickets, takeUp =>
        {
            asked.Add(takeUp);
            return asked.Count == 1 ? new SessionDecision.RetryGlobal(1000) : null;
        });

        link.Run();

        Assert.Equal(1001ul, asked[1].GlobalSequence);
        Assert.IsType<ConnectionEffect.Ready>(Assert.Single(link.ClientEffects));
    }

    [Fact]
    public void Told_to_wait_a_client_ends_its_attempt_and_keeps_its_session()
    {
        var (session, cluster, tickets) = Open();
        session.TryEnqueue(TestCluster.Message(9));
        using (var link = Again(cluster, session, tickets, _ => new SessionDecision.Wait()))
        {
            link.Run();
            Assert.Single(link.ClientEffects.OfType<ConnectionEffect.WaitForPeer>());
        }

        using var next = Again(cluster, session, tickets, _ => null);
        next.Run();

        Assert.Equal([9], TestCluster.Numbers(next.ServerEffects));
    }

    [Fact]
    public void Told_that_the_server_lost_its_place_but_not_the_session_a_client_sends_all_again()
    {
        var (session, cluster, tickets) = Open();
        session.TryEnqueue(TestCluster.Message(9));
        using var link = Again(cluster, session, tickets, _ => new SessionDecision.Reset(Full: false));

        link.Run();

        Assert.Equal([9], TestCluster.Numbers(link.ServerEffects));
        Assert.DoesNotContain(link.ClientEffects, effect => effect is ConnectionEffect.SessionLost);
    }

    private static (Session Session, TestCluster Cluster, ClientTickets Tickets) Open()
    {
        var cluster = new TestCluster { ServerPolicy = PeerPolicy.Lossless };
        cluster.Client = cluster.Client with { Addresses = TestCluster.Address(5000, nonce: 5) };
        var tickets = cluster.LogIn();
        var session = new SessionTable(cluster.Client, SessionLimits.Default, capacity: 1, cluster.Random.NextBytes)
            .Connect(cluster.Manager.Addresses, name: null);
        using var link = Again(cluster, session, tickets, _ => null);
        link.Run();
        Assert.NotEqual(0ul, session.ServerCookie);
        return (session, cluster, tickets);
    }

    /// <summary>A further connection; the test answers for the server where it wants to.</summary>
    private static MemoryLink Again(
        TestCluster cluster, Session session, ClientTickets tickets, Func<SessionReconnect, SessionDecision?> answer)
    {
        var (client, server) = cluster.ManagerConnection(ConnectionMode.Crc, tickets, session);
        return new MemoryLink(
            client,
            server,
            (request, machine) =>
                (request is SessionRequest.TakeUp takeUp ? answer(takeUp.Reconnect) : null) ?? cluster.Decide(request, machine));
    }
}
