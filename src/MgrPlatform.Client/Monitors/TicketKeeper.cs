using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Messages.Auth;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Monitors;

/// <summary>
/// Our tickets, and for a daemon its service's rotating keys: knows when they must be renewed, asks for them, takes the answers. Tickets
/// are renewed after three quarters of their life; the AUTH ticket itself by a new login, which keeps the global id.
/// </summary>
/// <param name="key">Our own key; null without cephx, then there is nothing to keep.</param>
/// <param name="wanted">The services whose tickets we want.</param>
/// <param name="service">A daemon's own service, whose rotating keys it needs; None for a client.</param>
public sealed class TicketKeeper(CephxKey? key, EntityType wanted, EntityType service, FillRandom random)
{
    private const double RenewAfter = 0.75;
    private const int KeysExpected = 3;

    private static readonly TimeSpan Never = TimeSpan.MaxValue;

    // A request that is not answered by then was lost in an election.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // The monitors rotate keys when they tick, every five seconds.
    private static readonly TimeSpan RotationDelay = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(8);

    private TimeSpan _renewAt = Never;
    private TimeSpan _loginAt = Never;
    private TimeSpan _rotateAt = Never;
    private TimeSpan _lastRotationAsked = TimeSpan.MinValue;

    public ClientTickets? Tickets { get; private set; }

    public RotatingKeys? RotatingKeys { get; private set; }

    /// <summary>A daemon cannot check its clients before it has them.</summary>
    public bool LacksRotatingKeys => NeedsRotatingKeys && (RotatingKeys is null || RotatingKeys.Keys.Count < KeysExpected);

    /// <summary>When <see cref="TakeDue"/> or <see cref="MustLogIn"/> will have something to say.</summary>
    public TimeSpan NextWake => new[] { _renewAt, _loginAt, _rotateAt }.Min();

    private bool NeedsRotatingKeys => key is not null && Tickets is not null && service != EntityType.None;

    /// <summary>A login has succeeded.</summary>
    public void TakeLogin(ClientTickets? tickets, Moment now)
    {
        Tickets = tickets;
        if (tickets is not null)
        {
            _loginAt = now.Uptime + Renewal(tickets.Auth);
            ScheduleRenewal(now);
        }

        if (NeedsRotatingKeys)
        {
            _rotateAt = now.Uptime;
            _lastRotationAsked = TimeSpan.MinValue;
        }
    }

    /// <summary>The monitors do not take our tickets any more: the next login is that of somebody new.</summary>
    public void Forget() => Tickets = null;

    /// <summary>The AUTH ticket is old, or the monitors refused it: log in again.</summary>
    public bool MustLogIn(Moment now) => _loginAt <= now.Uptime;

    /// <summary>The session is gone; a login brings all tickets anew.</summary>
    public void LoseSession()
    {
        _renewAt = Never;
        _loginAt = Never;
        _rotateAt = Never;
    }

    /// <summary>What to ask the monitor now.</summary>
    public IReadOnlyList<MAuth> TakeDue(Moment now)
    {
        List<MAuth> due = [];
        if (_renewAt <= now.Uptime && Tickets is { } tickets)
        {
            _renewAt = now.Uptime + Patience;
            var proof = new AuthorizerProof(Challenge.Create(random).Value, null);
            var authorizer = Authorizer.Create(tickets.GlobalId, tickets.Auth, proof, random);
            due.Add(Ask(WireWriter.Encode(new ServiceTicketsRequest(authorizer, wanted))));
        }

        if (_rotateAt <= now.Uptime && NeedsRotatingKeys)
        {
            _rotateAt = now.Uptime + Patience;
            _lastRotationAsked = now.Uptime;
            var writer = new WireWriter();
            writer.WriteUInt16((ushort)RequestType.RotatingKeys);
            due.Add(Ask(writer.ToArray()));
        }

        return due;
    }

    /// <summary>A service did not know our ticket's key, or all keys were replaced.</summary>
    public void DoubtTickets(Moment now)
    {
        if (Tickets is not null && _renewAt > now.Uptime + Patience)
        {
            _renewAt = now.Uptime;
        }
    }

    /// <summary>A client's ticket is under a key that we lack. Strangers can cause this: so we ask only every few seconds.</summary>
    public void DoubtRotatingKeys(Moment now)
    {
        if (NeedsRotatingKeys)
        {
            var soonest = _lastRotationAsked == TimeSpan.MinValue ? now.Uptime : _lastRotationAsked + Pause;
            var due = soonest > now.Uptime ? soonest : now.Uptime;
            _rotateAt = due < _rotateAt ? due : _rotateAt;
        }
    }

    /// <summary>The services' keys were replaced, and the new ones have the numbers of the old: everything must be fetched anew.</summary>
    public void RenewAll(Moment now)
    {
        _renewAt = Tickets is null ? _renewAt : now.Uptime;
        _rotateAt = NeedsRotatingKeys ? now.Uptime : _rotateAt;
    }

    /// <summary>What the answer has changed.</summary>
    /// <exception cref="WireFormatException">The peer breaks the format.</exception>
    public TicketChange Take(MAuthReply reply, Moment now)
    {
        if (reply.Result < 0 || reply.Payload.Length == 0)
        {
            // It does not say which request it refuses. Asking again later does no harm.
            return TicketChange.None;
        }

        var reader = new WireReader(reply.Payload);
        return (RequestType)reader.ReadUInt16() switch
        {
            RequestType.ServiceTickets => TakeTickets(reply.Payload, now),
            RequestType.RotatingKeys => TakeRotatingKeys(reply.Payload, now),
            _ => TicketChange.None,
        };
    }

    private static MAuth Ask(byte[] payload) => new(0, (uint)AuthMethod.Cephx, payload, 0);

    private static TimeSpan Renewal(ServiceTicket ticket)
    {
        var life = ticket.Grant.Validity.ToTimeSpan();
        return (life > ShortestLife ? life : ShortestLife) * RenewAfter;
    }

    private void ScheduleRenewal(Moment now) =>
        _renewAt = Tickets is { Services.Count: > 0 } tickets ? now.Uptime + tickets.Services.Values.Min(Renewal) : Never;

    private TicketChange TakeTickets(byte[] payload, Moment now)
    {
        var reader = new WireReader(payload);
        var answer = reader.Read<ServiceTicketsReply>();
        if (Tickets is not { } tickets)
        {
            return TicketChange.None;
        }

        if (answer.Status < 0 || answer.Tickets is null)
        {
            _loginAt = now.Uptime; // Our AUTH ticket is no good any more.
            _renewAt = Never;
            return TicketChange.None;
        }

        var services = new Dictionary<EntityType, ServiceTicket>(tickets.Services);
        foreach (var sealedTicket in answer.Tickets.Tickets)
        {
            var old = services.GetValueOrDefault(sealedTicket.Service)?.Grant.SessionKey;
            if (!sealedTicket.TryOpen(tickets.Auth.Grant.SessionKey, old, out var ticket))
            {
                _loginAt = now.Uptime;
                _renewAt = Never;
                return TicketChange.None;
            }

            services[ticket.Service] = ticket;
        }

        Tickets = tickets with { Services = services };
        ScheduleRenewal(now);
        return TicketChange.Tickets;
    }

    private TicketChange TakeRotatingKeys(byte[] payload, Moment now)
    {
        var reader = new WireReader(payload);
        var answer = reader.Read<RotatingKeysReply>();
        if (key is null
            || answer.Status < 0
            || !Envelope.TryOpen<RotatingKeys>(key, KeyUsage.RotatingKeys, answer.SealedKeys, out var keys)
            || keys.Keys.Count == 0)
        {
            return TicketChange.None;
        }

        RotatingKeys = keys;
        _rotateAt = now.Uptime + UntilRotation([.. keys.Keys.Values], now.Wall);
        return TicketChange.RotatingKeys;
    }

    private static TimeSpan UntilRotation(RotatingKey[] keys, UTime now)
    {
        if (keys.Length < KeysExpected)
        {
            return Pause;
        }

        var left = keys[^2].Expires.ToTimeSpan() - now.ToTimeSpan();
        var life = keys[^1].Expires.ToTimeSpan() - keys[^2].Expires.ToTimeSpan();
        var again = life / 8;
        return left > TimeSpan.Zero ? left + RotationDelay : again > Pause ? again : Pause;
    }
}
