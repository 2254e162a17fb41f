using MgrPlatform.Consensus;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>What the core wants done, in this order. What was written is in the store already, see <see cref="Sync"/>.</summary>
public abstract record MonitorEffect
{
    private MonitorEffect()
    {
    }

    /// <summary>To one of our clients. A connection that is gone swallows it.</summary>
    public sealed record Send(long Connection, Message Message, ulong TransactionId, Features Features) : MonitorEffect;

    /// <summary>To another monitor. May be lost; the order to one address is kept.</summary>
    /// <param name="Address">As <see cref="EntityAddressVector.ToString"/> writes it.</param>
    public sealed record SendToMonitor(string Address, Message Message) : MonitorEffect;

    public sealed record Close(long Connection, string Reason) : MonitorEffect;

    /// <summary>
    /// Make durable what was applied so far, then report <see cref="MonitorInput.Stored"/> with this number. Going on before that is right:
    /// what depends on it is not among the effects.
    /// </summary>
    public sealed record Sync(long Number) : MonitorEffect;

    /// <summary>Something was written that may wait for the next <see cref="Sync"/>; about a second without one is long enough.</summary>
    public sealed record SyncSoon : MonitorEffect;

    /// <summary>
    /// At this time of the steady clock report <see cref="MonitorInput.TimerFired"/>; replaces an earlier wait of the same name.
    /// </summary>
    public sealed record SetTimer(QuorumTimer Timer, TimeSpan Due) : MonitorEffect;

    public sealed record CancelTimer(QuorumTimer Timer) : MonitorEffect;

    /// <summary>At this time of the steady clock give <see cref="MonitorInput.Tick"/>, if none has come by then.</summary>
    public sealed record TickAt(TimeSpan Due) : MonitorEffect;

    /// <summary>End all sessions with other monitors.</summary>
    public sealed record DropMonitors : MonitorEffect;

    /// <summary>Our rank, for what we tell peers.</summary>
    public sealed record RankChanged(int Rank) : MonitorEffect;

    /// <summary>A line for this process's own log.</summary>
    public sealed record Report(LogLevel Level, string Text) : MonitorEffect;

    /// <summary>End the process.</summary>
    /// <param name="IsFailure">Whether somebody should look at why.</param>
    public sealed record Exit(bool IsFailure, string Reason) : MonitorEffect;
}
