using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Messenger.Protocol;

/// <summary>What a client wants once it is authenticated.</summary>
public abstract record SessionRequest
{
    private SessionRequest()
    {
    }

    public sealed record Open(ClientIdent Ident) : SessionRequest;

    public sealed record TakeUp(SessionReconnect Reconnect) : SessionRequest;
}
