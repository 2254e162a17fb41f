using System.Buffers;
using System.Net;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Frames;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Protocol;

/// <summary>The end of a connection that connects. Opens the session it is given, or takes it up if it was open before.</summary>
public sealed class ClientMachine(
    LocalEntity us, ClientOptions options, IClientAuthenticator authenticator, Session session, GlobalSequence connections)
    : ConnectionMachine(us)
{
    private readonly Session _session = session;
    private EntityAddressVector _ourAddresses = us.Addresses;
    private AuthResult? _auth;
    private ulong _globalSequence;

    private protected override void OnBanner(IBufferWriter<byte> output) => Channel.Write(output, new Hello(Us.Type, options.Target));

    private protected override void OnFrame(in Frame frame, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects)
    {
        switch (Phase, frame.Tag)
        {
            case (ConnectionPhase.Hello, FrameTag.Hello):
                OnHello(frame.Payload<Hello>(), output, effects);
                break;
            case (ConnectionPhase.Authentication, FrameTag.AuthBadMethod):
                OnBadMethod(frame.Payload<AuthBadMethod>(), effects);
                break;
            case (ConnectionPhase.Authentication, FrameTag.AuthReplyMore):
                OnAuthAnswer(authenticator.Continue(frame.Payload<AuthReplyMore>().Payload), output, effects);
                break;
            case (ConnectionPhase.Authentication, FrameTag.AuthDone):
                OnAuthDone(frame.Payload<AuthDone>(), output, effects);
                break;
            case (ConnectionPhase.Signature, FrameTag.AuthSignature):
                OnSignature(frame.Payload<AuthSignature>(), output, effects);
                break;
            case (ConnectionPhase.Ident, FrameTag.ServerIdent):
                OnServerIdent(frame.Payload<ServerIdent>(), effects);
                break;
            case (ConnectionPhase.Ident, FrameTag.IdentMissingFeatures):
                var missing = frame.Payload<IdentMissingFeatures>().Missing;
                Refuse(RefusalKind.Features, $"the server requires features that we lack: {missing}", effects);
                break;
            case (ConnectionPhase.Ident, FrameTag.SessionReconnectOk):
                OnReconnectOk(frame.Payload<SessionReconnectOk>(), effects);
                break;
            case (ConnectionPhase.Ident, FrameTag.SessionReset):
                OnReset(frame.Payload<SessionReset>(), output, effects);
                break;
            case (ConnectionPhase.Ident, FrameTag.SessionRetry):
                _session.ConnectSequence = frame.Payload<SessionRetry>().ConnectSequence;
                WriteSessionRequest(output);
                break;
            case (ConnectionPhase.Ident, FrameTag.SessionRetryGlobal):
                _globalSequence = connections.NextAbove(frame.Payload<SessionRetryGlobal>().GlobalSequence);
                WriteSessionRequest(output);
                break;
            case (ConnectionPhase.Ident, FrameTag.Wait):
                Phase = ConnectionPhase.Closed;
                effects.Add(new ConnectionEffect.WaitForPeer());
                break;
            default:
                throw Unexpected(frame);
        }
    }

    private void OnHello(Hello hello, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects)
    {
        if (hello.EntityType != options.PeerType)
        {
            Refuse(
                RefusalKind.WrongPeer,
                $"{options.Target} is a {hello.EntityType.ToName()}, not the {options.PeerType.ToName()} that we want",
                effects);
            return;
        }

        if (_ourAddresses.Addresses.Count == 0)
        {
            var seen = hello.PeerAddress.EndPoint?.Address ?? IPAddress.Any;
            _ourAddresses = new EntityAddressVector([new EntityAddress(EntityAddressType.Any, Us.Nonce, new IPEndPoint(seen, 0))]);
        }

        Phase = ConnectionPhase.Authentication;
        Channel.Write(
            output, new AuthRequest(authenticator.Method, [.. options.Modes.Select(static mode => (uint)mode)], authenticator.Begin()));
    }

    private void OnBadMethod(AuthBadMethod refusal, ICollection<ConnectionEffect> effects) =>
        Refuse(
            RefusalKind.Authentication,
            $"the server refused us (error {refusal.Result}): the key is wrong or of a type that is not allowed, or the entity unknown; "
            + $"it accepts the methods [{string.Join(", ", refusal.AllowedMethods.Select(static method => (AuthMethod)method))}]",
            effects,
            refusal);

    private void OnAuthAnswer(ClientAuthAnswer answer, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects)
    {
        switch (answer)
        {
            case ClientAuthAnswer.Send send:
                Channel.Write(output, new AuthRequestMore(send.Payload));
                break;
            case ClientAuthAnswer.Established established:
                OnEstablished(established.Result, output, effects);
                break;
            case ClientAuthAnswer.Failed failed:
                Refuse(RefusalKind.Authentication, failed.Reason, effects);
                break;
        }
    }

    private void OnAuthDone(AuthDone done, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects)
    {
        if (options.Modes.Contains(done.Mode))
        {
            OnAuthAnswer(authenticator.Finish(done), output, effects);
        }
        else
        {
            Refuse(RefusalKind.Authentication, $"the server chose the connection mode {done.Mode}, which we did not offer", effects);
        }
    }

    private void OnEstablished(AuthResult result, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects)
    {
        if (result.Mode == ConnectionMode.Secure && !result.Secret.IsUsable)
        {
            Refuse(RefusalKind.Authentication, "the server chose secure mode but sent no keys for it", effects);
            return;
        }

        _auth = result;
        Phase = ConnectionPhase.Signature;
        Channel.Protect(output, result, weAreServer: false);
    }

    private void OnSignature(AuthSignature signature, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects)
    {
        if (!Channel.Verify(signature))
        {
            Refuse(RefusalKind.Authentication, "the server's signature is wrong: somebody has changed the handshake", effects);
            return;
        }

        Phase = ConnectionPhase.Ident;
        _globalSequence = connections.Next();
        WriteSessionRequest(output);
    }

    private void WriteSessionRequest(IBufferWriter<byte> output)
    {
        if (_session.ServerCookie != 0)
        {
            _session.ConnectSequence++;
            Channel.Write(
                output,
                new SessionReconnect(
                    _ourAddresses,
                    _session.ClientCookie,
                    _session.ServerCookie,
                    _globalSequence,
                    _session.ConnectSequence,
                    _session.Received));
            return;
        }

        Channel.Write(
            output,
            new ClientIdent(
                _ourAddresses,
                options.Target,
                Us.Number ?? (long)_auth!.GlobalId,
                _globalSequence,
                Us.Supported,
                options.Policy.Required,
                _session.IsLossy ? IdentFlags.Lossy : IdentFlags.None,
                _session.ClientCookie));
    }

    private void OnServerIdent(ServerIdent ident, ICollection<ConnectionEffect> effects)
    {
        var weLack = ident.Required & ~Us.Supported;
        var itLacks = options.Policy.Required & ~ident.Supported;
        if (weLack != Features.None || itLacks != Features.None)
        {
            Refuse(RefusalKind.Features, $"we lack features that the server requires: {weLack}; it lacks: {itLacks}", effects);
            return;
        }

        if (ident.Flags.HasFlag(IdentFlags.Lossy))
        {
            _session.BecomeLossy();
        }
        else
        {
            // An MDS keeps what it sends even for a client that wants a lossy session: it must be told what has arrived.
            _session.PeerKeeps = true;
            _session.ServerCookie = _session.IsLossy ? 0 : ident.Cookie;
        }

        _session.PeerGlobalSequence = ident.GlobalSequence;
        _session.Resume(receivedByPeer: 0);
        BecomeReady(
            _session,
            new PeerEntity(options.PeerType, ident.Addresses, ident.Supported & Us.Supported, ident.GlobalId, _auth!.Mode, null),
            effects);
    }

    private void OnReconnectOk(SessionReconnectOk ok, ICollection<ConnectionEffect> effects)
    {
        _session.Resume(ok.MessageSequence);
        BecomeReady(_session, _session.Peer! with { Mode = _auth!.Mode }, effects);
    }

    private void OnReset(SessionReset reset, IBufferWriter<byte> output, ICollection<ConnectionEffect> effects)
    {
        _session.Reset(reset.Full);
        if (reset.Full)
        {
            effects.Add(new ConnectionEffect.SessionLost());
        }

        WriteSessionRequest(output);
    }
}
