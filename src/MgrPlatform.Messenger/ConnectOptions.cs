using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger;

/// <summary>Whom to connect to, and how.</summary>
/// <param name="PeerType">Any other kind of daemon at the address is refused.</param>
/// <param name="Policy">Lossy: one attempt, and the end of the connection is the end. Lossless: tried again until it is closed.</param>
/// <param name="Authenticator">Called for every attempt; null when there are no credentials now.</param>
public sealed record ConnectOptions(
    EntityType PeerType, PeerPolicy Policy, Func<IClientAuthenticator?> Authenticator, IPeerHandler Handler)
{
    /// <summary>The connection modes that we accept, the preferred one first; Ceph's daemons prefer secure towards monitors.</summary>
    public IReadOnlyList<ConnectionMode> Modes { get; init; } = [ConnectionMode.Secure, ConnectionMode.Crc];

    /// <summary>
    /// Lossless, between two that connect to each other: who the peer proves to be when it comes to us (<c>mon.</c> for monitors).
    /// </summary>
    public EntityName? PeerName { get; init; }

    /// <summary>The first value of <see cref="PeerConnection.Tag"/>.</summary>
    public object? Tag { get; init; }
}
