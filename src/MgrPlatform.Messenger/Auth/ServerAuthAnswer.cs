using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Messenger.Auth;

/// <summary>What a server does after a client's word of authentication.</summary>
public abstract record ServerAuthAnswer
{
    private ServerAuthAnswer()
    {
    }

    /// <summary>Send this, and wait for the client's next word.</summary>
    public sealed record Send(byte[] Payload) : ServerAuthAnswer;

    /// <param name="Payload">What goes into AUTH_DONE.</param>
    public sealed record Established(AuthResult Result, AuthenticatedPeer Peer, byte[] Payload) : ServerAuthAnswer;

    /// <summary>The client may try once more on this connection.</summary>
    public sealed record Refused(AuthBadMethod BadMethod, string Reason) : ServerAuthAnswer;
}
