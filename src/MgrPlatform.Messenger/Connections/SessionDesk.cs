using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Connections;

/// <summary>
/// The lossless sessions of an endpoint and the connections that hold them. Its lock is taken before a connection's, never the other
/// way round.
/// </summary>
internal sealed class SessionDesk(LocalEntity us, MessengerOptions options, FillRandom random)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Session, PeerConnection> _holders = [];
    private readonly HashSet<PeerConnection> _all = [];
    private readonly Guests _guests = new(options.Accepted);
    private SessionTable _table = new(us, options.Outbox, options.Sessions, random);

    /// <summary>Which addresses are ours decides who wins when both connect. False when there are sessions already.</summary>
    public bool TryMove(LocalEntity to)
    {
        lock (_gate)
        {
            if (_table.Count > 0)
            {
                return false;
            }

            _table = new SessionTable(to, options.Outbox, options.Sessions, random);
            return true;
        }
    }

    /// <summary>The connection that holds the session with this peer; a new one if there was none.</summary>
    public PeerConnection Connect(EntityAddressVector peer, EntityName? name, Func<Session, PeerConnection> create)
    {
        lock (_gate)
        {
            var session = _table.Connect(peer, name);
            if (!_holders.TryGetValue(session, out var connection))
            {
                connection = create(session);
                _all.Add(connection);
                _holders.Add(session, connection);
            }

            return connection;
        }
    }

    public SessionRuling Decide(Link link, ServerMachine server, SessionRequest request)
    {
        lock (_gate)
        {
            var peer = request is SessionRequest.TakeUp takeUp
                ? takeUp.Reconnect.Addresses
                : ((SessionRequest.Open)request).Ident.Addresses;
            var existing = _table.Find(peer) is { } session ? _holders[session] : null;
            if (existing is null)
            {
                return Rule(link, server, _table.Decide(request, server.Policy, server.Client?.Name), peer, null);
            }

            lock (existing.Gate)
            {
                return Rule(link, server, _table.Decide(request, server.Policy, server.Client?.Name), peer, existing);
            }
        }
    }

    /// <summary>Lossy ones too, until they are told of their end.</summary>
    public void Register(PeerConnection connection)
    {
        lock (_gate)
        {
            _all.Add(connection);
        }
    }

    public void Remove(PeerConnection connection)
    {
        lock (_gate)
        {
            _all.Remove(connection);
            _guests.Remove(connection);
        }
    }

    public IReadOnlyList<PeerConnection> Snapshot()
    {
        lock (_gate)
        {
            return [.. _all];
        }
    }

    /// <summary>The connection is closed, or lossy after all.</summary>
    public void Forget(PeerConnection connection)
    {
        lock (_gate)
        {
            if (_holders.Remove(connection.Session) && _table.Find(connection.Target) == connection.Session)
            {
                _table.Forget(connection.Target);
            }
        }
    }

    private SessionRuling Rule(
        Link link, ServerMachine server, SessionDecision decision, EntityAddressVector peer, PeerConnection? existing)
    {
        switch (decision)
        {
            case SessionDecision.Open { Session.IsLossy: true, Replaced: null } open
                when _guests.Refuse(server.Client?.Name, out var crowded):
                return new SessionRuling(new SessionDecision.Crowded(crowded));
            case SessionDecision.Resume:
                return new SessionRuling(decision, existing, existing!.Carry(link));
            case SessionDecision.Open open when existing?.Session == open.Session:
                return new SessionRuling(decision, existing, existing.Carry(link));
            case SessionDecision.Open { Replaced: not null } open:
                return Replace(link, server, open, peer, existing!);
            case SessionDecision.Open open:
                return new SessionRuling(decision, Accept(link, server, open.Session, peer));
            default:
                return new SessionRuling(decision);
        }
    }

    /// <summary>The peer has begun anew. Whoever asked for the connection keeps it; one that the peer opened ends.</summary>
    private SessionRuling Replace(
        Link link, ServerMachine server, SessionDecision.Open open, EntityAddressVector peer, PeerConnection existing)
    {
        _holders.Remove(existing.Session);
        if (existing.IsOurs && !open.Session.IsLossy)
        {
            _holders.Add(open.Session, existing);
            return new SessionRuling(open, existing, existing.Carry(link, open.Session), IsLost: true);
        }

        existing.EndReplaced();
        return new SessionRuling(open, Accept(link, server, open.Session, peer));
    }

    private PeerConnection Accept(Link link, ServerMachine server, Session session, EntityAddressVector peer)
    {
        var connection = link.NewConnection!(session, peer);
        _all.Add(connection);
        if (session.IsLossy)
        {
            _guests.Add(connection, server.Client?.Name);
        }
        else
        {
            _holders.Add(session, connection);
        }

        connection.Carry(link);
        return connection;
    }
}
