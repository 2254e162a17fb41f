using MgrPlatform.Messenger.Protocol;

namespace MgrPlatform.Messenger;

/// <summary>The limits and times of an endpoint. The defaults are Ceph's where Ceph has them.</summary>
public sealed record MessengerOptions
{
    public static readonly MessengerOptions Default = new();

    /// <summary>From the first byte to a session; TCP's own connecting has the same limit.</summary>
    public TimeSpan HandshakeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A peer that has been silent for so long is asked whether it is there.</summary>
    public TimeSpan KeepaliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A peer that has been silent for so long is gone. Time that our own handler takes does not count.</summary>
    public TimeSpan KeepaliveLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Before a lossless session is taken up again; doubles with every failure, plus or minus a quarter by chance.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromSeconds(0.1);

    /// <summary>Where the doubling ends.</summary>
    public TimeSpan ReconnectDelayLimit { get; init; } = TimeSpan.FromSeconds(3.2);

    /// <summary>So long a lossless session that the peer opened waits for the peer to come back.</summary>
    public TimeSpan SessionKeep { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A closed connection may take so long to send what was queued.</summary>
    public TimeSpan CloseLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>So long the endpoint waits for its connections and handlers when it stops.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the limits above are looked at.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>What a connection holds for its peer; over it, sending says no.</summary>
    public SessionLimits Outbox { get; init; } = SessionLimits.Default;

    /// <summary>Lossless sessions kept at the same time; over it new ones are lossy.</summary>
    public int Sessions { get; init; } = 1000;

    /// <summary>
    /// What all connections hold for their peers and of what they have begun to send us, in bytes; over it the lossy ones that hold the
    /// most are cut off.
    /// </summary>
    public long HeldTotal { get; init; } = 1024L * 1024 * 1024;

    /// <summary>
    /// A peer that takes what it is sent more slowly than this, in bytes a second, is given up as if it were silent.
    /// </summary>
    public int SlowestPeer { get; init; } = 64 * 1024;

    /// <summary>Lossy sessions that peers have opened; over it newcomers are closed. Whatever logs in under one name gets half.</summary>
    public int Accepted { get; init; } = 100_000;

    /// <summary>Accepted connections that have no session yet; over it the oldest is closed.</summary>
    public int Unauthenticated { get; init; } = 512;

    /// <summary>The same for one IP address; over it the oldest from that address is closed.</summary>
    public int UnauthenticatedPerAddress { get; init; } = 256;

    /// <summary>Bytes handed to the socket in one go: small messages are put together up to this.</summary>
    public int WriteBatch { get; init; } = 128 * 1024;

    /// <summary>
    /// The same, but accepting no more than a process with so many descriptors can bear: a quarter is left for its files and for what it
    /// connects to itself, so that no crowd of clients keeps it from its fellows.
    /// </summary>
    public MessengerOptions Within(int openFiles)
    {
        var unauthenticated = Math.Min(Unauthenticated, Math.Max(1, openFiles / 8));
        return this with
        {
            Unauthenticated = unauthenticated,
            UnauthenticatedPerAddress = Math.Min(UnauthenticatedPerAddress, Math.Max(1, unauthenticated / 2)),
            Accepted = Math.Min(Accepted, Math.Max(1, (openFiles / 4 * 3) - unauthenticated)),
        };
    }
}
