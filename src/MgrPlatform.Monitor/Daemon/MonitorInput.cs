using MgrPlatform.Consensus;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Monitor.Services.Health;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>What the core is told.</summary>
public abstract record MonitorInput
{
    private MonitorInput()
    {
    }

    /// <summary>The first input, once.</summary>
    /// <param name="Hints">Addresses of monitors to ask besides those of the map, as a configuration names them.</param>
    public sealed record Started(IReadOnlyList<EntityAddressVector> Hints) : MonitorInput;

    /// <summary>A client has logged in.</summary>
    /// <param name="Connection">The driver's number for it, never used again.</param>
    /// <param name="Socket">Where it connects from.</param>
    public sealed record ClientReady(long Connection, PeerEntity Peer, EntityAddress Socket) : MonitorInput;

    public sealed record ClientMessage(long Connection, Message Message, ulong TransactionId) : MonitorInput;

    public sealed record ClientClosed(long Connection) : MonitorInput;

    /// <summary>A message of another monitor; its connection has proved that it is one.</summary>
    /// <param name="Address">As <see cref="EntityAddressVector.ToString"/> writes it.</param>
    public sealed record MonitorMessage(string Address, Message Message) : MonitorInput;

    /// <summary>The session with another monitor is over.</summary>
    public sealed record MonitorLost(string Address) : MonitorInput;

    public sealed record TimerFired(QuorumTimer Timer) : MonitorInput;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : MonitorInput;

    /// <summary>The sync of this number is done.</summary>
    public sealed record Stored(long Number) : MonitorInput;

    /// <summary>The store takes no writes.</summary>
    public sealed record StoreFailed(string Reason) : MonitorInput;

    /// <summary>How full the store's disk is; every now and then.</summary>
    public sealed record SpaceMeasured(StoreSpace Space) : MonitorInput;

    /// <summary>Leave in good order.</summary>
    public sealed record StopRequested : MonitorInput;
}
