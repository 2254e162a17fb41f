namespace MgrPlatform.Messenger.Protocol;

/// <summary>How far a connection has come.</summary>
public enum ConnectionPhase
{
    Banner,
    Hello,
    Authentication,
    Signature,
    Ident,

    /// <summary>Server: the driver decides what becomes of the client.</summary>
    Deciding,
    Ready,

    /// <summary>Nothing more is read.</summary>
    Closed,
}
