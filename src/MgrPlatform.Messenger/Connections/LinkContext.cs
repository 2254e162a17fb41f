using MgrPlatform.Messenger.Protocol;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Messenger.Connections;

/// <summary>What all links of an endpoint have in common.</summary>
internal sealed record LinkContext(
    MessengerOptions Options, TimeProvider Time, ILogger Logger, GlobalSequence Sequence, SessionDesk Desk, RunningTasks Tasks)
{
    /// <summary>For lines about clients that break the format before they have proved who they are.</summary>
    public BurstLimit Strangers { get; } = new(Time);

    /// <summary>For lines about clients that are not let in.</summary>
    public BurstLimit Denials { get; } = new(Time);

    /// <summary>For lines about clients that are let in and find no place.</summary>
    public BurstLimit Crowds { get; } = new(Time);

    /// <summary>For lines about peers that break the format.</summary>
    public BurstLimit Breaches { get; } = new(Time);

    /// <summary>For lines about peers that are cut off.</summary>
    public BurstLimit CutOffs { get; } = new(Time);

    /// <summary>For lines about handlers that fail.</summary>
    public BurstLimit Failures { get; } = new(Time);
}
