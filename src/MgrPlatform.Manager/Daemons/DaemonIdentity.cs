using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Daemons;

/// <summary>For whom a peer may speak: who it is says its ticket, not its messages.</summary>
internal static class DaemonIdentity
{
    private const int LongestName = 512;

    private static readonly string[] CephTypes = ["mon", "mds", "osd", "mgr"];

    /// <param name="peer">Of the ticket; a monitor's has no id, all monitors share one key.</param>
    /// <param name="serviceName">As the message says; empty for the peer's own kind.</param>
    /// <param name="refusal">Why it may not, in a sentence.</param>
    public static bool TryResolve(EntityName peer, string serviceName, string daemonName, out DaemonKey key, out string refusal)
    {
        key = new DaemonKey(serviceName.Length > 0 ? serviceName : peer.Type.ToName(), daemonName);
        refusal = daemonName.Length == 0 ? $"{peer} reports without a name"
            : !IsName(daemonName) || !IsName(serviceName) ? $"{peer} reports under what is no name"
            : IsItself(peer, key) ? ""
            : $"{peer} reports as {key}, which it is not";
        return refusal.Length == 0;
    }

    /// <summary>Names go into logs, tables and the service map.</summary>
    private static bool IsName(string text) => text.Length <= LongestName && !text.AsSpan().ContainsAnyInRange('\0', '\x1f');

    private static bool IsItself(EntityName peer, DaemonKey key) => peer.Type switch
    {
        EntityType.Osd or EntityType.Mds or EntityType.Manager => key.Type == peer.Type.ToName() && key.Id == peer.Id,
        EntityType.Monitor => key.Type == "mon" && (peer.Id.Length == 0 || peer.Id == key.Id),
        // A client registers services (rgw, rbd-mirror …) under names of its own choice, but never as one of Ceph's own daemons.
        EntityType.Client => !CephTypes.Contains(key.Type),
        _ => false,
    };
}
