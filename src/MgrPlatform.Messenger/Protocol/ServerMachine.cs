using System.Buffers;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Protocol;

/// <summary>The end of a connection that accepts. Asks its driver, once the client is known, what becomes of it.</summary>
/// <param name="clientAddress">Where the client connects from, to tell it.</param>
/// <param name="policyFor">How clients of a kind are treated.</param>
public sealed class ServerMachine(
    LocalEntity us,
    EntityAddress clientAddress,
    IServerAuthenticator authenticator,
    Func<EntityType, PeerPolicy> policyFor,
    GlobalSequence connections)
    : ConnectionMachine(us)
{
    private EntityType _clientType;
    private AuthResult? _auth;
    private SessionRequest? _request;

    /// <summary>Who the client has proved to be; null before that.</summary>
    public AuthenticatedPeer? Client { get; private set; }

    /// <summary>How this client is treated: who says that it is of another kind than it has proved is a client like any other.</summary>
    public PeerPolicy Policy => policyFor(Client is null || Client.Name.Type == _clientType ? _clientType : EntityType.Client);

    /// <summary>
    /// The answer to <see cref="ConnectionEffect.SessionWanted"/>. Then call <c>Receive</c> again with what is left of the input.
    /// </summary>
    public void Answer(SessionDecision decision, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects)
    {
        Phase = ConnectionPhase.Ident; // Unless it is accepted or closed now, the client may ask again.
        switch (decision, _request)
        {
            case (SessionDecision.Open open, SessionRequest.Open request):
                Open(open.Session, request.Ident, output, effects);
                break;
            case (SessionDecision.Resume resume, SessionRequest.TakeUp request):
                Resume(resume.Session, request.Reconnect, output, effects);
                break;
            case (SessionDecision.Reset reset, SessionRequest.TakeUp):
                Channel.Write(output, new SessionReset(reset.Full));
                break;
            case (SessionDecision.Retry retry, SessionRequest.TakeUp):
                Channel.Write(output, new SessionRetry(retry.ConnectSequence));
                break;
            case (SessionDecision.RetryGlobal retry, SessionRequest.TakeUp):
                Channel.Write(output, new SessionRetryGlobal(retry.GlobalSequence));
                break;
            case (SessionDecision.Wait, _):
                Channel.Write(output, new Wait());
                Refuse(RefusalKind.Stale, "our own connection to this peer goes first", effects);
                break;
            case (SessionDecision.Crowded crowded, _):
                Refuse(RefusalKind.Crowded, crowded.Reason, effects);
                break;
            case (SessionDecision.Drop, _):
                Refuse(RefusalKind.Stale, "a later connection of this client has come before this one", effects);
                break;
            default:
                throw new InvalidOperationException($"{decision} does not answer {_request}");
        }
    }

    private protected override void OnBanner(IBufferWriter<byte> output) => Channel.Write(output, new Hello(Us.Type, clientAddress));

    private protected override void OnFrame(in Frame frame, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects)
    {
        switch (Phase, frame.Tag)
        {
            case (ConnectionPhase.Hello, FrameTag.Hello):
                _clientType = frame.Payload<Hello>().EntityType;
                Phase = ConnectionPhase.Authentication;
                break;
            case (ConnectionPhase.Authentication, FrameTag.AuthRequest):
                OnAuthAnswer(authenticator.Begin(frame.Payload<AuthRequest>()), output, effects);
                break;
            case (ConnectionPhase.Authentication, FrameTag.AuthRequestMore):
                OnAuthAnswer(authenticator.Continue(frame.Payload<AuthRequestMore>().Payload), output, effects);
                break;
            case (ConnectionPhase.Signature, FrameTag.AuthSignature):
                OnSignature(frame.Payload<AuthSignature>(), effects);
                break;
            case (ConnectionPhase.Ident, FrameTag.ClientIdent):
                OnClientIdent(frame.Payload<ClientIdent>(), output, effects);
                break;
            case (ConnectionPhase.Ident, FrameTag.SessionReconnect):
                Ask(new SessionRequest.TakeUp(frame.Payload<SessionReconnect>()), effects);
                break;
            default:
                throw Unexpected(frame);
        }
    }

    private void OnAuthAnswer(ServerAuthAnswer answer, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects)
    {
        switch (answer)
        {
            case ServerAuthAnswer.Send send:
                Channel.Write(output, new AuthReplyMore(send.Payload));
                break;
            case ServerAuthAnswer.Established established:
                _auth = established.Result;
                Client = established.Peer;
                Channel.Write(output, new AuthDone(_auth.GlobalId, _auth.Mode, established.Payload));
                Phase = ConnectionPhase.Signature;
                Channel.Protect(output, _auth, weAreServer: true);
                break;
            case ServerAuthAnswer.NotNow notNow:
                Refuse(RefusalKind.NotNow, notNow.Reason, effects);
                break;
            case ServerAuthAnswer.Refused refused:
                Channel.Write(output, refused.BadMethod);
                effects.Add(new ConnectionEffect.Denied(refused.Reason));
                break;
        }
    }

    private void OnSignature(AuthSignature signature, ICollection<ConnectionEffect> effects)
    {
        if (Channel.Verify(signature))
        {
            Phase = ConnectionPhase.Ident;
        }
        else
        {
            Refuse(RefusalKind.Authentication, "the client's signature is wrong: somebody has changed the handshake", effects);
        }
    }

    private void OnClientIdent(ClientIdent ident, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects)
    {
        var itLacks = Policy.Required & ~ident.Supported;
        if (itLacks != Features.None)
        {
            Channel.Write(output, new IdentMissingFeatures(itLacks));
            Refuse(RefusalKind.Features, $"the client lacks features that we require: {itLacks}", effects);
        }
        else if (ident.Addresses.Addresses.Count == 0 || !IsOurs(ident.Target))
        {
            Refuse(RefusalKind.WrongPeer, $"the client wants {ident.Target}, we are {Us.Addresses}", effects);
        }
        else
        {
            Ask(new SessionRequest.Open(ident), effects);
        }
    }

    /// <summary>The nonce too: a client that wants an earlier start of this daemon must learn that it is gone.</summary>
    private bool IsOurs(EntityAddress target) =>
        Us.Addresses.Addresses.Any(ours => ours.Nonce == target.Nonce && Equals(ours.EndPoint, target.EndPoint));

    private void Ask(SessionRequest request, ICollection<ConnectionEffect> effects)
    {
        _request = request;
        Phase = ConnectionPhase.Deciding;
        effects.Add(new ConnectionEffect.SessionWanted(request));
    }

    private void Open(Session session, ClientIdent ident, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects)
    {
        Channel.Write(
            output,
            new ServerIdent(
                Us.Addresses,
                Us.Number ?? 0,
                connections.Next(),
                Us.Supported,
                Policy.Required,
                session.IsLossy ? IdentFlags.Lossy : IdentFlags.None,
                session.ServerCookie));
        session.Resume(receivedByPeer: 0);
        session.PeerKeeps = !session.IsLossy;
        BecomeReady(
            session,
            new PeerEntity(_clientType, ident.Addresses, ident.Supported & Us.Supported, ident.GlobalId, _auth!.Mode, Client),
            effects);
    }

    private void Resume(Session session, SessionReconnect reconnect, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects)
    {
        session.Resume(reconnect.MessageSequence);
        Channel.Write(output, new SessionReconnectOk(session.Received));
        BecomeReady(session, session.Peer! with { Mode = _auth!.Mode, Identity = Client }, effects);
    }
}
