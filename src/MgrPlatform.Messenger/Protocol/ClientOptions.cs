using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Protocol;

/// <summary>Whom a client connects to, and how.</summary>
/// <param name="Target">With the nonce: a daemon that has started again since does not answer.</param>
/// <param name="Modes">The connection modes that we accept, the preferred one first.</param>
public sealed record ClientOptions(EntityType PeerType, EntityAddress Target, PeerPolicy Policy, IReadOnlyList<ConnectionMode> Modes);
