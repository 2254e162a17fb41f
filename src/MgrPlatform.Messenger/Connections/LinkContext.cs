using MgrPlatform.Messenger.Protocol;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Messenger.Connections;

/// <summary>What all links of an endpoint have in common.</summary>
internal sealed record LinkContext(
    MessengerOptions Options, TimeProvider Time, ILogger Logger, GlobalSequence Sequence, SessionDesk Desk, RunningTasks Tasks);
