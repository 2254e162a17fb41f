using MgrPlatform.Monitor.Caps;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Sessions;

/// <summary>
/// A client of this monitor, or one of another monitor whose request was forwarded to us: who it is, what it may do, what it wants to be
/// told.
/// </summary>
/// <param name="Connection">The driver's number for it; 0 for a client of another monitor.</param>
/// <param name="Name">Who it has proved to be. Not a key: a manager has several sessions.</param>
/// <param name="Addresses">Where it listens, or where it connects from.</param>
/// <param name="Features">What it understands; messages to it are encoded for these.</param>
public sealed record MonitorSession(
    long Connection,
    EntityName Name,
    ulong GlobalId,
    EntityAddressVector Addresses,
    EntityAddress Socket,
    Features Features,
    MonitorCaps Caps)
{
    private readonly SortedDictionary<string, SessionSubscription> _subscriptions = new(StringComparer.Ordinal);

    public EntityType Type => Name.Type;

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, SessionSubscription> Subscriptions => _subscriptions;

    /// <summary>When it was last heard of, on the monitor's steady clock.</summary>
    public TimeSpan LastHeard { get; internal set; }

    /// <summary>Requests of this session that wait to be tried again.</summary>
    internal int Waiting { get; set; }

    internal SessionSubscription Subscribe(string what, ulong start, bool isOnce) =>
        _subscriptions[what] = new SessionSubscription(what, start, isOnce);

    internal void Unsubscribe(string what) => _subscriptions.Remove(what);
}
