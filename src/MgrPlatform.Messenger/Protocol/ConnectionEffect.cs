using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Protocol;

/// <summary>What a connection wants of its driver, besides sending the bytes that it has written.</summary>
public abstract record ConnectionEffect
{
    private ConnectionEffect()
    {
    }

    /// <summary>Server: decide what becomes of this client and call <c>Answer</c>; nothing more is read until then.</summary>
    public sealed record SessionWanted(SessionRequest Request) : ConnectionEffect;

    /// <summary>Messages may flow both ways.</summary>
    public sealed record Ready(PeerEntity Peer) : ConnectionEffect;

    public sealed record Delivered(IncomingMessage Message) : ConnectionEffect;

    /// <summary>The peer was alive when it sent this; the stamp is ours.</summary>
    public sealed record KeepaliveAnswered(UTime Stamp) : ConnectionEffect;

    /// <summary>
    /// The peer has forgotten the session: what it kept for us is lost, and what was sent may or may not have been acted on.
    /// </summary>
    public sealed record SessionLost : ConnectionEffect;

    /// <summary>The peer connects to us at the same time, and its attempt goes first: close this one and wait.</summary>
    public sealed record WaitForPeer : ConnectionEffect;

    /// <summary>Server: the client was told that it is not let in; it may try once more. The reason is for an operator.</summary>
    public sealed record Denied(string Reason) : ConnectionEffect;

    /// <summary>Send what is written, then close. The reason is for an operator.</summary>
    public sealed record Refused(RefusalKind Kind, string Reason, AuthBadMethod? BadMethod = null) : ConnectionEffect;
}
