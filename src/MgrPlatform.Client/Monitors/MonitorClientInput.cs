using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Client.Monitors;

/// <summary>What a <see cref="MonitorClientMachine"/> is told.</summary>
public abstract record MonitorClientInput
{
    private MonitorClientInput()
    {
    }

    public sealed record Started : MonitorClientInput;

    /// <summary>Its time has come (see <see cref="MonitorClientMachine.NextWake"/>), or any other time.</summary>
    public sealed record TimePassed : MonitorClientInput;

    /// <summary>A connection is authenticated and open.</summary>
    /// <param name="Tickets">Absent without cephx.</param>
    public sealed record ConnectionOpened(int Connection, ulong GlobalId, ClientTickets? Tickets) : MonitorClientInput;

    /// <summary>A connection is over, or never came to be.</summary>
    public sealed record ConnectionClosed(int Connection, CloseReason Reason) : MonitorClientInput;

    public sealed record Received(int Connection, ulong TransactionId, Message Message) : MonitorClientInput;

    /// <param name="Start">The first version wanted; 0 for the newest now.</param>
    public sealed record SubscriptionWanted(string Name, ulong Start, bool Once) : MonitorClientInput;

    /// <summary>Not renewed when the session is; the monitor may send some more until then.</summary>
    public sealed record SubscriptionDropped(string Name) : MonitorClientInput;

    /// <param name="Id">Chosen by the driver, above zero and growing; it is the transaction id.</param>
    /// <param name="Deadline">As an uptime; then it is answered ETIMEDOUT.</param>
    public sealed record CommandGiven(ulong Id, string Command, ReadOnlyMemory<byte> Data, TimeSpan Deadline) : MonitorClientInput;

    /// <inheritdoc cref="CommandGiven"/>
    public sealed record VersionAsked(ulong Id, string What, TimeSpan Deadline) : MonitorClientInput;

    /// <summary>Nobody waits for the answer any more.</summary>
    public sealed record Abandoned(ulong Id) : MonitorClientInput;

    /// <summary>A line for the cluster log.</summary>
    public sealed record Logged(LogLevel Level, string Channel, string Text) : MonitorClientInput;

    /// <summary>A message of the daemon's own, sent once: what is lost with a session is not sent again.</summary>
    /// <param name="ReplacesEarlier">Those of its kind that still wait for a session are not sent any more.</param>
    public sealed record MessageGiven(Message Message, bool ReplacesEarlier = false) : MonitorClientInput;

    /// <summary>A service does not know our ticket's key: get new tickets.</summary>
    public sealed record TicketsDoubted : MonitorClientInput;

    /// <summary>A client showed a ticket under a key that we do not have, or that does not open.</summary>
    public sealed record RotatingKeysDoubted : MonitorClientInput;

    public sealed record Stopped : MonitorClientInput;
}
