using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>What the core wants done. In order: what is to be durable comes before what depends on it.</summary>
public abstract record MonitorEffect
{
    private MonitorEffect()
    {
    }

    /// <summary>To one of our clients. A connection that is gone swallows it.</summary>
    public sealed record Send(long Connection, Message Message, ulong TransactionId, Features Features) : MonitorEffect;

    /// <summary>To another monitor of the map, by its name.</summary>
    public sealed record SendToMonitor(string Monitor, Message Message) : MonitorEffect;

    public sealed record Close(long Connection, string Reason) : MonitorEffect;
}
