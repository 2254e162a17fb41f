using MgrPlatform.Messenger.Listening;
using MgrPlatform.Messenger.Protocol;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Messenger.Connections;

/// <summary>What all links of an endpoint have in common.</summary>
internal sealed record LinkContext(
    MessengerOptions Options, TimeProvider Time, ILogger Logger, GlobalSequence Sequence, SessionDesk Desk, RunningTasks Tasks)
{
    /// <summary>For lines about clients that have not proved who they are.</summary>
    public BurstLimit Strangers { get; } = new(Time);
}
