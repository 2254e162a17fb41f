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

    /// <summary>
    /// We cannot check anybody now: close without a word. A client takes a refusal as final and a closed socket as a reason to come back.
    /// </summary>
    public sealed record NotNow(string Reason) : ServerAuthAnswer;

    /// <summary>The client may try once more on this connection.</summary>
    public sealed record Refused(AuthBadMethod BadMethod, string Reason) : ServerAuthAnswer;
}
