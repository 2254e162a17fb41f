using MgrPlatform.Modules.Backend;

namespace MgrPlatform.Manager.Daemons;

/// <summary>What one connection has said of itself. Its messages are handled one after the other.</summary>
public sealed class DaemonSession(DaemonPeer peer)
{
    public DaemonPeer Peer { get; } = peer;

    /// <summary>The daemon that it reports for; null before it has opened.</summary>
    public DaemonKey? Key => Record?.Key;

    /// <summary>It has registered as a service, so the service map has it.</summary>
    public bool IsService { get; internal set; }

    internal DaemonRecord? Record { get; set; }

    /// <summary>What it has declared; begins anew with every connection.</summary>
    internal CounterLayout Layout { get; set; } = CounterLayout.Empty;
}
