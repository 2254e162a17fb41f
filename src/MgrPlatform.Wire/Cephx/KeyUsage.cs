namespace MgrPlatform.Wire.Cephx;

/// <summary>
/// What is encrypted. Each use of an <see cref="KeyType.Aes256k"/> key has its own derived keys; <see cref="KeyType.Aes"/> knows no
/// difference.
/// </summary>
public enum KeyUsage : uint
{
    Default = 0,

    /// <summary>The connection secret in a monitor's last answer.</summary>
    ConnectionSecret = 0x03,

    /// <summary>A ticket's session key, for the one it is granted to.</summary>
    Grant = 0x04,

    /// <summary>A ticket blob for a client that logged in with an old ticket, under the old session key.</summary>
    TicketBlob = 0x05,

    /// <summary>The secret part of an authorizer.</summary>
    Authorizer = 0x10,

    /// <summary>A service's challenge.</summary>
    AuthorizerChallenge = 0x11,

    /// <summary>A service's last answer.</summary>
    AuthorizerReply = 0x12,

    /// <summary>Rotating keys, under the daemon's own key.</summary>
    RotatingKeys = 0x20,

    /// <summary>The service's part of a ticket, under a rotating key.</summary>
    TicketInfo = 0x30,
}
