using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Messenger.Auth;

/// <summary>The client's side of one authentication. Made anew for every connection.</summary>
public interface IClientAuthenticator
{
    AuthMethod Method { get; }

    /// <summary>The payload of AUTH_REQUEST.</summary>
    byte[] Begin();

    /// <summary>The server wants more.</summary>
    ClientAuthAnswer Continue(byte[] payload);

    /// <summary>The server is content; are we?</summary>
    ClientAuthAnswer Finish(AuthDone done);
}
