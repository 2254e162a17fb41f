using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Protocol;

/// <summary>The other end of a connection that is ready.</summary>
/// <param name="Features">What both sides understand; encode messages for it.</param>
/// <param name="Number">From its ident; not an identity.</param>
/// <param name="Identity">Who a client has proved to be; null when the peer is the server.</param>
public sealed record PeerEntity(
    EntityType Type, EntityAddressVector Addresses, Features Features, long Number, ConnectionMode Mode, AuthenticatedPeer? Identity);
