namespace MgrPlatform.Messenger;

/// <summary>Why a connection is over.</summary>
public enum CloseKind
{
    /// <summary>Its owner closed it, or the endpoint stops.</summary>
    ClosedByUs,

    /// <summary>Wrong key, unknown entity, or a method that is not allowed; trying again with the same key is no use.</summary>
    AuthenticationRefused,

    /// <summary>We have no credentials for this peer now; nothing was sent.</summary>
    NoCredentials,

    /// <summary>Another kind of daemon, or another start of it, is at this address.</summary>
    WrongPeer,

    /// <summary>One side lacks features that the other requires.</summary>
    MissingFeatures,

    /// <summary>Nobody listens there, or there is no way there.</summary>
    ConnectionRefused,

    /// <summary>It was open and broke, or the peer closed it.</summary>
    Reset,

    /// <summary>Not ready, not heard of or not flushed within its limit.</summary>
    TimedOut,

    /// <summary>The peer breaks the format.</summary>
    WireError,

    /// <summary>A later connection of the same peer has taken its place.</summary>
    Replaced,

    /// <summary>Too many connections: of those that have not proved who they are, of clients, or of one of them.</summary>
    TooMany,

    /// <summary>The owner's handler threw; the log has the exception.</summary>
    HandlerFailed,
}
