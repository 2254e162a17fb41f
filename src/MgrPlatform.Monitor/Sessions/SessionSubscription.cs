namespace MgrPlatform.Monitor.Sessions;

/// <summary>Something that a client wants to be told: from which version on, and whether once.</summary>
public sealed class SessionSubscription(string what, ulong next, bool isOnce)
{
    /// <summary><c>osdmap</c>, <c>kv:mgr/</c> …</summary>
    public string What { get; } = what;

    /// <summary>The next version that is wanted; 0 for the newest there is.</summary>
    public ulong Next { get; internal set; } = next;

    /// <summary>What was sent last, for a service that sends only what is different.</summary>
    public object? Sent { get; set; }

    /// <summary>One answer, then it is forgotten.</summary>
    public bool IsOnce { get; } = isOnce;
}
