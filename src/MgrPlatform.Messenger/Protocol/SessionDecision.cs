namespace MgrPlatform.Messenger.Protocol;

/// <summary>What a server answers to a <see cref="SessionRequest"/>.</summary>
public abstract record SessionDecision
{
    private SessionDecision()
    {
    }

    /// <param name="Session">New, or one whose opening was interrupted.</param>
    /// <param name="Replaced">The client's earlier session, which it has given up; what that still held is lost.</param>
    public sealed record Open(Session Session, Session? Replaced = null) : SessionDecision;

    /// <summary>The session goes on where its last connection broke.</summary>
    public sealed record Resume(Session Session) : SessionDecision;

    /// <summary>There is no such session.</summary>
    public sealed record Reset(bool Full) : SessionDecision;

    public sealed record Retry(ulong ConnectSequence) : SessionDecision;

    public sealed record RetryGlobal(ulong GlobalSequence) : SessionDecision;

    /// <summary>Our own attempt to reach this peer goes first.</summary>
    public sealed record Wait : SessionDecision;

    /// <summary>There is no room for one more client: close without a word, so that it tries elsewhere.</summary>
    public sealed record Crowded(string Reason) : SessionDecision;

    /// <summary>A late connection: close without a word.</summary>
    public sealed record Drop : SessionDecision;
}
