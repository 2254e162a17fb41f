using MgrPlatform.Manager.Caps;
using MgrPlatform.Manager.Daemons;
using MgrPlatform.Messenger.Auth;

namespace MgrPlatform.Manager.Server;

/// <summary>What the server keeps with a connection.</summary>
internal sealed class ServerPeer(AuthenticatedPeer identity, DaemonPeer daemon, ManagerCaps caps)
{
    public AuthenticatedPeer Identity { get; } = identity;

    public DaemonSession Session { get; } = new(daemon);

    public ManagerCaps Caps { get; } = caps;

    /// <summary>Commands of this peer that are under way.</summary>
    public int Commands;
}
