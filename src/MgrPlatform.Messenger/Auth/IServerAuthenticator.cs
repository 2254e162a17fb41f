using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Messenger.Auth;

/// <summary>The server's side of one authentication. Made anew for every connection.</summary>
public interface IServerAuthenticator
{
    /// <summary>The client's AUTH_REQUEST; a client that was refused may send another.</summary>
    ServerAuthAnswer Begin(AuthRequest request);

    /// <summary>The client's answer to what we sent.</summary>
    ServerAuthAnswer Continue(byte[] payload);
}
