using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Messenger.Auth;

/// <summary>Shows a ticket to the service that it is for, and checks that the service can read it.</summary>
public sealed class CephxServiceAuthenticator(ulong globalId, ServiceTicket ticket, FillRandom random) : IClientAuthenticator
{
    private readonly ulong _nonce = Challenge.Create(random).Value;

    public AuthMethod Method => AuthMethod.Cephx;

    private CephxKey SessionKey => ticket.Grant.SessionKey;

    public byte[] Begin() => Authorize(answer: null);

    public ClientAuthAnswer Continue(byte[] payload) =>
        Envelope.TryOpen<Challenge>(SessionKey, KeyUsage.AuthorizerChallenge, payload, out var challenge)
            ? new ClientAuthAnswer.Send(Authorize(unchecked(challenge.Value + 1)))
            : new ClientAuthAnswer.Failed("the service's challenge does not open with our session key");

    public ClientAuthAnswer Finish(AuthDone done)
    {
        var reader = new WireReader(done.Payload);
        if (!Envelope.TryOpen<AuthorizerReply>(SessionKey, KeyUsage.AuthorizerReply, reader.ReadBlobSpan(), out var reply)
            || reply.NoncePlusOne != unchecked(_nonce + 1))
        {
            return new ClientAuthAnswer.Failed("the service could not read our ticket, so it is not the service");
        }

        return new ClientAuthAnswer.Established(new AuthResult(globalId, done.Mode, SessionKey, reply.Secret ?? ConnectionSecret.None));
    }

    private byte[] Authorize(ulong? answer) =>
        WireWriter.Encode(Authorizer.Create(globalId, ticket, new AuthorizerProof(_nonce, answer), random));
}
