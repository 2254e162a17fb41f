namespace MgrPlatform.Messenger.Auth;

/// <summary>What a client does after a step of authentication.</summary>
public abstract record ClientAuthAnswer
{
    private ClientAuthAnswer()
    {
    }

    /// <summary>Send this, and wait for the server's next word.</summary>
    public sealed record Send(byte[] Payload) : ClientAuthAnswer;

    public sealed record Established(AuthResult Result) : ClientAuthAnswer;

    /// <summary>The server is not the one we know, or our key is not the one it knows.</summary>
    public sealed record Failed(string Reason) : ClientAuthAnswer;
}
