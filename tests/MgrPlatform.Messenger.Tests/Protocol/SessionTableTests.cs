using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Tests.Protocol;

public sealed class SessionTableTests
{
    private static readonly LocalEntity Us = new(EntityType.Monitor, TestCluster.Address(3301, nonce: 0), 0, Number: 1);
    private static readonly EntityAddressVector Lower = TestCluster.Address(3300, nonce: 0);
    private static readonly EntityAddressVector Higher = TestCluster.Address(3302, nonce: 0);
    private static readonly EntityName Name = new(EntityType.Monitor, "");

    private readonly SessionTable _table = new(Us, SessionLimits.Default, capacity: 3, new Random(1).NextBytes);

    [Fact]
    public void A_client_that_wants_a_lossy_session_gets_one_and_is_not_remembered()
    {
        var open = Open(Lower, cookie: 0, global: 1, flags: IdentFlags.Lossy);

        Assert.True(open.Session.IsLossy);
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void A_session_is_taken_up_by_whom_it_belongs_to()
    {
        var session = Open(Lower, cookie: 5, global: 1).Session;

        var decision = TakeUp(session, Lower, global: 2, connect: 1);

        Assert.Same(session, Assert.IsType<SessionDecision.Resume>(decision).Session);
        Assert.Equal(1ul, session.ConnectSequence);
    }

    [Fact]
    public void Another_entity_at_the_same_address_gets_neither_the_session_nor_its_end()
    {
        var session = Open(Lower, cookie: 5, global: 1).Session;
        var stranger = new EntityName(EntityType.Client, "stranger");

        Assert.Equal(new SessionDecision.Reset(Full: true), TakeUp(session, Lower, global: 2, connect: 1, stranger));
        Assert.True(Assert.IsType<SessionDecision.Open>(_table.Decide(
            new SessionRequest.Open(Ident(Lower, cookie: 5, global: 3, IdentFlags.None)), PeerPolicy.Lossless, stranger)).Session.IsLossy);
        Assert.IsType<SessionDecision.Resume>(TakeUp(session, Lower, global: 4, connect: 2));
    }

    [Fact]
    public void A_session_that_nobody_knows_is_reset()
    {
        var session = new Session(isLossy: false, SessionLimits.Default);

        Assert.Equal(new SessionDecision.Reset(Full: true), TakeUp(session, Lower, global: 1, connect: 1));
    }

    [Fact]
    public void A_connection_that_comes_late_must_count_on_or_is_dropped()
    {
        var session = Open(Lower, cookie: 5, global: 10).Session;
        Assert.IsType<SessionDecision.Resume>(TakeUp(session, Lower, global: 11, connect: 4));

        Assert.Equal(new SessionDecision.RetryGlobal(11), TakeUp(session, Lower, global: 10, connect: 5));
        Assert.Equal(new SessionDecision.Retry(4), TakeUp(session, Lower, global: 12, connect: 3));
        Assert.IsType<SessionDecision.Drop>(_table.Decide(
            new SessionRequest.Open(Ident(Lower, cookie: 5, global: 9, IdentFlags.None)), PeerPolicy.Lossless, Name));
    }

    [Fact]
    public void A_client_whose_answer_was_lost_finds_its_session_again()
    {
        var session = Open(Lower, cookie: 5, global: 1).Session;

        Assert.Same(session, Open(Lower, cookie: 5, global: 2).Session);
    }

    [Fact]
    public void A_client_that_has_begun_anew_replaces_its_session()
    {
        var old = Open(Lower, cookie: 5, global: 1).Session;

        var open = Open(Lower, cookie: 6, global: 2);

        Assert.NotSame(old, open.Session);
        Assert.Same(old, open.Replaced);
        Assert.Equal(1, _table.Count);
    }

    [Fact]
    public void Of_two_that_connect_to_each_other_the_lower_address_wins()
    {
        var toLower = _table.Connect(Lower, Name);
        var toHigher = _table.Connect(Higher, Name);

        Assert.Same(toLower, Open(Lower, cookie: 5, global: 1).Session);
        Assert.IsType<SessionDecision.Wait>(_table.Decide(
            new SessionRequest.Open(Ident(Higher, cookie: 6, global: 1, IdentFlags.None)), PeerPolicy.Lossless, Name));
        Assert.Equal(0ul, toHigher.ServerCookie);
    }

    [Fact]
    public void A_peer_that_takes_up_what_we_do_not_know_to_be_open_opens_it_anew_and_loses_nothing()
    {
        // It accepted our session, its answer was lost on the way, and now it connects to us.
        var session = _table.Connect(Lower, Name);

        var decision = _table.Decide(
            new SessionRequest.TakeUp(new SessionReconnect(Lower, session.ClientCookie, 99, 1, 1, 0)), PeerPolicy.Lossless, Name);
        var open = Open(Lower, session.ClientCookie, global: 1);

        Assert.Equal(new SessionDecision.Reset(Full: false), decision);
        Assert.Same(session, open.Session);
        Assert.NotEqual(0ul, session.ServerCookie);
    }

    [Fact]
    public void Of_two_that_take_a_session_up_at_once_the_lower_address_wins()
    {
        var lower = Open(Lower, cookie: 5, global: 1).Session;
        var higher = Open(Higher, cookie: 6, global: 1).Session;
        lower.ConnectSequence = 3;
        higher.ConnectSequence = 3;

        Assert.IsType<SessionDecision.Resume>(TakeUp(lower, Lower, global: 2, connect: 3));
        Assert.IsType<SessionDecision.Wait>(TakeUp(higher, Higher, global: 2, connect: 3));
    }

    [Fact]
    public void A_full_table_gives_lossy_sessions()
    {
        for (var port = 1; port <= 3; port++)
        {
            Assert.False(Open(TestCluster.Address(port, nonce: 1), cookie: 5, global: 1).Session.IsLossy);
        }

        Assert.True(Open(TestCluster.Address(4, nonce: 1), cookie: 5, global: 1).Session.IsLossy);
        Assert.Equal(3, _table.Count);
    }

    private SessionDecision.Open Open(EntityAddressVector from, ulong cookie, ulong global, IdentFlags flags = IdentFlags.None) =>
        Assert.IsType<SessionDecision.Open>(_table.Decide(
            new SessionRequest.Open(Ident(from, cookie, global, flags)), PeerPolicy.Lossless, Name));

    private SessionDecision TakeUp(Session session, EntityAddressVector from, ulong global, ulong connect, EntityName? name = null) =>
        _table.Decide(
            new SessionRequest.TakeUp(new SessionReconnect(from, session.ClientCookie, session.ServerCookie, global, connect, 0)),
            PeerPolicy.Lossless,
            name ?? Name);

    private static ClientIdent Ident(EntityAddressVector from, ulong cookie, ulong global, IdentFlags flags) =>
        new(from, Us.Addresses.Addresses[0], 0, global, Features.Default, Features.None, flags, cookie);
}
