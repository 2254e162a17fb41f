using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Auth;

/// <summary>Who a client has proved to be; with the method none, who it says it is.</summary>
/// <param name="AllowAll">Unrestricted, whatever the caps say.</param>
/// <param name="Caps">The caps for this kind of service, as text.</param>
public sealed record AuthenticatedPeer(EntityName Name, ulong GlobalId, bool AllowAll, string Caps);
