using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Auth;

/// <summary>Checks logins at a monitor and gives tickets.</summary>
public sealed class CephxMonitorVerifier(
    IKeyServer keys, IReadOnlyList<ConnectionMode> modes, UTime now, FillRandom random) : IServerAuthenticator
{
    private readonly ModeChoice _choice = new(AuthMethod.Cephx, modes);
    private readonly TicketIssuer _issuer = new(keys, now, random);
    private ConnectionMode _mode;
    private MonitorLogin? _login;
    private Challenge? _challenge;

    public ServerAuthAnswer Begin(AuthRequest request)
    {
        if (_choice.Refuse(request, out _mode) is { } refused)
        {
            return refused;
        }

        // An unknown entity gets a challenge too, so that names cannot be found by trying.
        var reader = new WireReader(request.Payload);
        _login = reader.Read<MonitorLogin>();
        _challenge = Challenge.Create(random);
        return new ServerAuthAnswer.Send(WireWriter.Encode(_challenge));
    }

    public ServerAuthAnswer Continue(byte[] payload)
    {
        if (_login is not { } login || _challenge is not { } challenge)
        {
            return _choice.Deny("it answers a challenge that it was not sent");
        }

        _challenge = null;
        var reader = new WireReader(payload);
        var authenticate = reader.Read<Authenticate>();
        if (keys.Find(login.Name) is not { } credentials)
        {
            return _choice.Deny($"there is no {login.Name}, or its type of key may not log in");
        }

        if (Challenge.Answer(credentials.Key, challenge.Value, authenticate.ClientChallenge) != authenticate.Answer)
        {
            return _choice.Deny($"it does not have the key of {login.Name}");
        }

        if (login.GlobalId == 0)
        {
            return keys.NewGlobalId() is var globalId and not 0
                ? Accept(login.Name, globalId, credentials, authenticate.Services, null)
                : new ServerAuthAnswer.NotNow("there is no number left for a new client");
        }

        if (OldSession(login, authenticate.OldTicket) is { } oldSession)
        {
            return Accept(login.Name, login.GlobalId, credentials, authenticate.Services, oldSession);
        }

        // Sealed by a monitor that is ahead of us: a refusal would be final, and we are the ones to blame.
        return authenticate.OldTicket.KeyId > keys.CurrentKey(EntityType.Auth).Id && keys.FindKey(EntityType.Auth, authenticate.OldTicket.KeyId) is null
            ? new ServerAuthAnswer.NotNow("its ticket is sealed with a key that has not come here yet")
            : _choice.Deny($"it wants to keep the global id {login.GlobalId} but does not show its ticket");
    }

    private CephxKey? OldSession(MonitorLogin login, TicketBlob ticket) =>
        keys.FindKey(EntityType.Auth, ticket.KeyId) is { } authKey
        && Envelope.TryOpen<TicketInfo>(authKey, KeyUsage.TicketInfo, ticket.Sealed, out var info)
        && info.Ticket.GlobalId == login.GlobalId
        && info.Ticket.Name == login.Name
            ? info.SessionKey
            : null;

    private ServerAuthAnswer.Established Accept(
        EntityName name, ulong globalId, EntityCredentials credentials, EntityType wanted, CephxKey? oldSession)
    {
        var auth = _issuer.Issue(EntityType.Auth, name, globalId, credentials);
        var session = auth.Grant.SessionKey;
        var secret = _mode == ConnectionMode.Secure ? ConnectionSecret.Create(random) : ConnectionSecret.None;
        var tickets = _issuer.IssueAll(wanted, name, globalId, credentials, session);
        var reply = new AuthenticateReply(
            0,
            new SealedTickets([SealedTicket.Seal(auth, credentials.Key, oldSession, random)]),
            Envelope.Seal(session, KeyUsage.ConnectionSecret, secret, random),
            tickets.Tickets.Count > 0 ? tickets : null);
        return new ServerAuthAnswer.Established(
            new AuthResult(globalId, _mode, session, secret),
            new AuthenticatedPeer(name, globalId, AllowAll: false, credentials.Caps.GetValueOrDefault(EntityType.Monitor, "")),
            WireWriter.Encode(reply));
    }
}
