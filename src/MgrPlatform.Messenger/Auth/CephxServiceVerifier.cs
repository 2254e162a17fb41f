using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Auth;

/// <summary>Reads the tickets that clients show to a service, with the service's rotating keys.</summary>
/// <param name="service">What we are; tickets for others are refused.</param>
/// <param name="findKey">A rotating key by its number; null when we do not have it (yet).</param>
/// <param name="now">Tickets that have expired by then are refused.</param>
public sealed class CephxServiceVerifier(
    EntityType service, Func<ulong, CephxKey?> findKey, IReadOnlyList<ConnectionMode> modes, UTime now, FillRandom random)
    : IServerAuthenticator
{
    private readonly ModeChoice _choice = new(AuthMethod.Cephx, modes);
    private ConnectionMode _mode;
    private Challenge? _challenge;

    public ServerAuthAnswer Begin(AuthRequest request)
    {
        _challenge = null;
        return _choice.Refuse(request, out _mode) ?? Verify(request.Payload);
    }

    public ServerAuthAnswer Continue(byte[] payload) =>
        _challenge is null ? _choice.Deny("it answers a challenge that it was not sent") : Verify(payload);

    private ServerAuthAnswer Verify(byte[] payload)
    {
        var reader = new WireReader(payload);
        var authorizer = reader.Read<Authorizer>();
        if (authorizer.Service != service)
        {
            return _choice.Deny($"its ticket is for {authorizer.Service.ToName()}");
        }

        if (findKey(authorizer.Ticket.KeyId) is not { } rotatingKey
            || !Envelope.TryOpen<TicketInfo>(rotatingKey, KeyUsage.TicketInfo, authorizer.Ticket.Sealed, out var info))
        {
            return _choice.Deny($"its ticket does not open with our key {authorizer.Ticket.KeyId}; our rotating keys may be old");
        }

        if (info.Ticket.GlobalId != authorizer.GlobalId || info.Ticket.Expires < now)
        {
            return _choice.Deny($"its ticket is another client's or expired at {info.Ticket.Expires}");
        }

        if (!Envelope.TryOpen<AuthorizerProof>(info.SessionKey, KeyUsage.Authorizer, authorizer.SealedProof, out var proof))
        {
            return _choice.Deny("it does not have the session key of its ticket");
        }

        if (_challenge is null)
        {
            // Without a fresh challenge a recorded authorizer could be played again.
            _challenge = Challenge.Create(random);
            return new ServerAuthAnswer.Send(Envelope.Seal(info.SessionKey, KeyUsage.AuthorizerChallenge, _challenge, random));
        }

        return proof.Answer == unchecked(_challenge.Value + 1)
            ? Accept(info, proof)
            : _choice.Deny("it answers our challenge wrongly");
    }

    private ServerAuthAnswer.Established Accept(TicketInfo info, AuthorizerProof proof)
    {
        var secret = _mode == ConnectionMode.Secure ? ConnectionSecret.Create(random) : null;
        var reply = new AuthorizerReply(unchecked(proof.Nonce + 1), secret);
        var writer = new WireWriter();
        writer.WriteBlob(Envelope.Seal(info.SessionKey, KeyUsage.AuthorizerReply, reply, random));
        return new ServerAuthAnswer.Established(
            new AuthResult(info.Ticket.GlobalId, _mode, info.SessionKey, secret ?? ConnectionSecret.None),
            new AuthenticatedPeer(info.Ticket.Name, info.Ticket.GlobalId, info.Ticket.AllowAll, info.Ticket.CapsText),
            writer.ToArray());
    }
}
