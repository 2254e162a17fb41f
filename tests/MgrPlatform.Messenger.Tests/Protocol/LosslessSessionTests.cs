using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Messenger.Tests.Protocol;

public sealed class LosslessSessionTests
{
    private const int MessagesEachWay = 3;

    [Theory]
    [InlineData(ConnectionMode.Crc)]
    [InlineData(ConnectionMode.Secure)]
    public void Cut_at_any_byte_of_either_direction_nothing_is_lost_repeated_or_reordered(ConnectionMode mode)
    {
        var whole = new Run(mode);
        whole.Connect(int.MaxValue, int.MaxValue);

        for (var cut = 1; cut < whole.ClientBytes; cut++)
        {
            var run = whole.Again();
            run.Connect(cut, int.MaxValue);
            run.Connect(int.MaxValue, int.MaxValue);
            run.Check($"client cut after {cut}");
        }

        for (var cut = 1; cut < whole.ServerBytes; cut++)
        {
            var run = whole.Again();
            run.Connect(int.MaxValue, cut);
            run.Connect(int.MaxValue, int.MaxValue);
            run.Check($"server cut after {cut}");
        }
    }

    [Fact]
    public void Cut_again_and_again_nothing_is_lost_repeated_or_reordered()
    {
        var first = new Run(ConnectionMode.Secure);
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var run = first.Again();
            run.Piece = random.Next(1, 200);
            for (var attempt = 0; attempt < 8; attempt++)
            {
                run.Connect(random.Next(1, 2500), random.Next(1, 2500));
            }

            run.Connect(int.MaxValue, int.MaxValue);
            run.Check($"seed {seed}");
        }
    }

    [Fact]
    public void A_server_that_has_forgotten_the_session_says_so_and_a_new_one_begins()
    {
        var run = new Run(ConnectionMode.Crc);
        run.Connect(int.MaxValue, int.MaxValue);
        run.ForgetServerSessions();

        Assert.True(run.ClientSession.TryEnqueue(TestCluster.Message(99)));
        run.Connect(int.MaxValue, int.MaxValue);

        Assert.Single(run.ClientEffects.OfType<ConnectionEffect.SessionLost>());
        Assert.Equal(2, run.ClientEffects.OfType<ConnectionEffect.Ready>().Count());
        Assert.DoesNotContain(99, TestCluster.Numbers(run.ServerEffects));
        Assert.True(run.ClientSession.TryEnqueue(TestCluster.Message(100)));
        run.Connect(int.MaxValue, int.MaxValue);
        Assert.Equal(100, TestCluster.Numbers(run.ServerEffects).Last());
    }

    [Fact]
    public void Acknowledged_messages_are_not_kept()
    {
        var run = new Run(ConnectionMode.Crc);

        run.Connect(int.MaxValue, int.MaxValue);

        Assert.Equal(0, run.ClientSession.Held);
        Assert.Equal(0, run.ServerSession.Held);
    }

    [Fact]
    public void A_message_that_comes_twice_is_delivered_once()
    {
        var session = new Session(isLossy: false, SessionLimits.Default);

        Assert.True(session.Receive(1));
        Assert.True(session.Receive(2));
        Assert.False(session.Receive(2));
        Assert.False(session.Receive(1));
        Assert.True(session.Receive(3));
    }

    [Fact]
    public void A_gap_between_messages_costs_the_connection()
    {
        var session = new Session(isLossy: false, SessionLimits.Default);
        session.Receive(7);

        Assert.Throws<WireFormatException>(() => session.Receive(9));
        Assert.True(session.Receive(8));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_peer_whose_count_cannot_be_true_costs_the_connection(ulong received)
    {
        var session = new Session(isLossy: false, SessionLimits.Default);
        session.TryEnqueue(TestCluster.Message(1));
        session.TryEnqueue(TestCluster.Message(2));
        session.TryTake(out _);
        session.TryTake(out _);
        session.Acknowledge(1);

        Assert.Throws<WireFormatException>(() => session.Resume(received));
        session.Resume(receivedByPeer: 2);
        Assert.Equal(0, session.Held);
    }

    [Fact]
    public void A_full_session_takes_no_more_until_the_peer_has_acknowledged()
    {
        var session = new Session(isLossy: false, new SessionLimits(Messages: 2, Bytes: 1000));

        Assert.True(session.TryEnqueue(TestCluster.Message(1)));
        Assert.True(session.TryEnqueue(TestCluster.Message(2)));
        Assert.False(session.TryEnqueue(TestCluster.Message(3)));
    }

    [Fact]
    public void A_message_larger_than_the_limit_goes_out_alone()
    {
        var session = new Session(isLossy: false, new SessionLimits(Messages: 10, Bytes: 5));

        Assert.True(session.TryEnqueue(TestCluster.Message(1)));
        Assert.False(session.TryEnqueue(TestCluster.Message(2)));
    }

    /// <summary>A client and a server that keep a session over several links, with messages waiting at both ends from the start.</summary>
    private sealed class Run
    {
        private readonly ConnectionMode _mode;
        private readonly TestCluster _cluster;
        private readonly ClientTickets _tickets;
        private bool _serverQueued;

        public Run(ConnectionMode mode)
            : this(mode, new TestCluster())
        {
        }

        private Run(ConnectionMode mode, TestCluster cluster)
            : this(mode, cluster, cluster.LogIn())
        {
        }

        private Run(ConnectionMode mode, TestCluster cluster, ClientTickets tickets)
        {
            _mode = mode;
            _cluster = cluster;
            _tickets = tickets;
            _cluster.ServerPolicy = PeerPolicy.Lossless;
            _cluster.Client = _cluster.Client with { Addresses = TestCluster.Address(5000, nonce: 5) };
            var sessions = new SessionTable(_cluster.Client, SessionLimits.Default, capacity: 10, _cluster.Random.NextBytes);
            ClientSession = sessions.Connect(_cluster.Manager.Addresses, name: null);
            for (var number = 1; number <= MessagesEachWay; number++)
            {
                ClientSession.TryEnqueue(TestCluster.Message(number));
            }
        }

        public int Piece { get; set; } = int.MaxValue;

        public Session ClientSession { get; }

        public Session ServerSession { get; private set; } = new(isLossy: true, SessionLimits.Default);

        public List<ConnectionEffect> ClientEffects { get; } = [];

        public List<ConnectionEffect> ServerEffects { get; } = [];

        public int ClientBytes { get; private set; }

        public int ServerBytes { get; private set; }

        public void Connect(int cutClientAfter, int cutServerAfter)
        {
            var (client, server) = _cluster.ManagerConnection(_mode, _tickets, ClientSession);
            using var link = new MemoryLink(client, server, Decide)
            {
                Piece = Piece,
                CutClientAfter = cutClientAfter,
                CutServerAfter = cutServerAfter,
            };
            link.Run();
            ClientEffects.AddRange(link.ClientEffects);
            ServerEffects.AddRange(link.ServerEffects);
            ClientBytes = link.ClientBytes;
            ServerBytes = link.ServerBytes;
        }

        /// <summary>The same cluster with the same login, and no session yet.</summary>
        public Run Again()
        {
            ForgetServerSessions();
            return new Run(_mode, _cluster, _tickets);
        }

        public void ForgetServerSessions() =>
            _cluster.Table = new SessionTable(_cluster.Manager, SessionLimits.Default, capacity: 100, _cluster.Random.NextBytes);

        public void Check(string what)
        {
            Assert.True(Enumerable.Range(1, MessagesEachWay).SequenceEqual(TestCluster.Numbers(ServerEffects)), what);
            Assert.True(Enumerable.Range(1, MessagesEachWay).SequenceEqual(TestCluster.Numbers(ClientEffects)), what);
            Assert.True(ClientSession.Held == 0 && ServerSession.Held == 0, $"{what}: not all is acknowledged");
            Assert.DoesNotContain(ClientEffects, effect => effect is ConnectionEffect.SessionLost or ConnectionEffect.Refused);
        }

        private SessionDecision Decide(SessionRequest request, ServerMachine server)
        {
            var decision = _cluster.Decide(request, server);
            if (decision is SessionDecision.Open open)
            {
                ServerSession = open.Session;
                if (!_serverQueued)
                {
                    _serverQueued = true;
                    for (var number = 1; number <= MessagesEachWay; number++)
                    {
                        ServerSession.TryEnqueue(TestCluster.Message(number));
                    }
                }
            }

            return decision;
        }
    }
}
