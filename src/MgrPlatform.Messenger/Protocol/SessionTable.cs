using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Protocol;

/// <summary>
/// The sessions that outlive their connections, and what becomes of a client that opens one or takes one up. A connection that still
/// holds the session must be stopped before the decision is carried out. Owned by one loop.
/// </summary>
/// <param name="capacity">The most sessions kept; over it new ones are lossy, which costs their peers only what is on its way when a
/// connection breaks.</param>
public sealed class SessionTable(LocalEntity us, SessionLimits limits, int capacity, FillRandom random)
{
    private readonly Dictionary<EntityAddressVector, Entry> _entries = [];

    public int Count => _entries.Count;

    /// <summary>A session that we open ourselves; known here, an attempt of the peer at the same time is noticed.</summary>
    public Session Connect(EntityAddressVector peer, EntityName? name)
    {
        if (!_entries.TryGetValue(peer, out var entry))
        {
            entry = new Entry(new Session(isLossy: false, limits) { ClientCookie = NewCookie() }, name, IsOurs: true);
            _entries.Add(peer, entry);
        }

        return entry.Session;
    }

    /// <summary>Null when there is no session with this peer.</summary>
    public Session? Find(EntityAddressVector peer) => _entries.GetValueOrDefault(peer)?.Session;

    public void Forget(EntityAddressVector peer) => _entries.Remove(peer);

    /// <param name="name">Who the client has proved to be; nobody else's session is given to it.</param>
    public SessionDecision Decide(SessionRequest request, PeerPolicy policy, EntityName? name) => request switch
    {
        SessionRequest.Open open => Decide(open.Ident, policy, name),
        SessionRequest.TakeUp takeUp => Decide(takeUp.Reconnect, name),
        _ => throw new ArgumentOutOfRangeException(nameof(request)),
    };

    private SessionDecision Decide(ClientIdent ident, PeerPolicy policy, EntityName? name)
    {
        var existing = _entries.GetValueOrDefault(ident.Addresses);
        if (existing is null)
        {
            return OpenNew(ident, policy, name, replaced: null);
        }

        if (existing.Name != name)
        {
            return new SessionDecision.Open(new Session(isLossy: true, limits)); // Another's address; its session stays its own.
        }

        var session = existing.Session;
        if (session.PeerGlobalSequence > ident.GlobalSequence)
        {
            return new SessionDecision.Drop();
        }

        if (session.ServerCookie == 0 && existing.IsOurs)
        {
            // Both connect to each other for the first time. The lower address wins, as both can tell.
            return IsBefore(ident.Addresses) ? TakeOver(existing, ident) : new SessionDecision.Wait();
        }

        // The same cookie before anything was received: our answer to the first attempt was lost. Otherwise the peer has begun anew.
        return session.ClientCookie == ident.Cookie && session is { Received: 0, Acknowledged: 0 }
            ? Continue(session, ident)
            : OpenNew(ident, policy, name, session);
    }

    private SessionDecision Decide(SessionReconnect reconnect, EntityName? name)
    {
        if (!_entries.TryGetValue(reconnect.Addresses, out var existing)
            || existing.Name != name
            || existing.Session.ClientCookie != reconnect.ClientCookie)
        {
            return new SessionDecision.Reset(Full: true);
        }

        var session = existing.Session;
        if (session.ServerCookie == 0)
        {
            // It accepted the session that we want to open, but its answer was lost. Nothing has passed in it yet; it is opened anew.
            return new SessionDecision.Reset(Full: false);
        }

        if (session.ServerCookie != reconnect.ServerCookie)
        {
            return new SessionDecision.Reset(Full: true);
        }

        if (session.PeerGlobalSequence > reconnect.GlobalSequence)
        {
            return new SessionDecision.RetryGlobal(session.PeerGlobalSequence);
        }

        if (session.ConnectSequence > reconnect.ConnectSequence)
        {
            return new SessionDecision.Retry(session.ConnectSequence);
        }

        if (session.ConnectSequence == reconnect.ConnectSequence && !IsBefore(reconnect.Addresses))
        {
            return new SessionDecision.Wait();
        }

        session.PeerGlobalSequence = reconnect.GlobalSequence;
        session.ConnectSequence = reconnect.ConnectSequence;
        return new SessionDecision.Resume(session);
    }

    private SessionDecision.Open OpenNew(ClientIdent ident, PeerPolicy policy, EntityName? name, Session? replaced)
    {
        _entries.Remove(ident.Addresses);
        if (policy.IsLossy || ident.Flags.HasFlag(IdentFlags.Lossy) || _entries.Count >= capacity)
        {
            return new SessionDecision.Open(new Session(isLossy: true, limits), replaced);
        }

        var session = new Session(isLossy: false, limits);
        _entries.Add(ident.Addresses, new Entry(session, name, IsOurs: false));
        return Continue(session, ident) with { Replaced = replaced };
    }

    /// <summary>What we wanted to send goes out over the peer's connection instead of ours.</summary>
    private SessionDecision.Open TakeOver(Entry existing, ClientIdent ident)
    {
        _entries[ident.Addresses] = existing with { IsOurs = false };
        return Continue(existing.Session, ident);
    }

    private SessionDecision.Open Continue(Session session, ClientIdent ident)
    {
        session.ServerCookie = session.ServerCookie != 0 ? session.ServerCookie : NewCookie();
        session.ClientCookie = ident.Cookie;
        session.PeerGlobalSequence = ident.GlobalSequence;
        return new SessionDecision.Open(session);
    }

    private bool IsBefore(EntityAddressVector peer)
    {
        // Ceph compares the addresses as they lie in memory; their encoding has the same order.
        var theirs = WireWriter.Encode(peer.Msgr2 ?? peer.Legacy);
        var ours = WireWriter.Encode(us.Addresses.Msgr2 ?? us.Addresses.Legacy);
        return theirs.AsSpan().SequenceCompareTo(ours) < 0;
    }

    private ulong NewCookie()
    {
        ulong cookie;
        do
        {
            cookie = Challenge.Create(random).Value;
        }
        while (cookie == 0);
        return cookie;
    }

    private sealed record Entry(Session Session, EntityName? Name, bool IsOurs);
}
