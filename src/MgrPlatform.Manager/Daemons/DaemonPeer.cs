using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Daemons;

/// <summary>The other end of a connection, as far as reports are concerned.</summary>
/// <param name="Name">Of its ticket.</param>
/// <param name="Gid">Of its ticket; 0 for a monitor.</param>
/// <param name="Address">The one that a service map shows.</param>
public sealed record DaemonPeer(EntityName Name, ulong Gid, EntityAddress Address);
