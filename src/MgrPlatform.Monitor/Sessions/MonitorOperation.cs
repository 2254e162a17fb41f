using MgrPlatform.Wire.Messages;

namespace MgrPlatform.Monitor.Sessions;

/// <summary>A client's message, as long as it is in work.</summary>
/// <param name="TransactionId">The answer repeats it.</param>
/// <param name="Route">Set when another monitor forwarded it.</param>
public sealed record MonitorOperation(MonitorSession Session, Message Message, ulong TransactionId, ForwardRoute? Route = null)
{
    /// <summary>The election in which it came; what was forwarded in an older one is sent again by its monitor.</summary>
    internal uint ElectionEpoch { get; init; }

    /// <summary>One answer is all there is.</summary>
    internal bool IsAnswered { get; set; }
}
