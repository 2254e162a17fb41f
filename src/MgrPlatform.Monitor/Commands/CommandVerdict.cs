using MgrPlatform.Monitor.Services;

namespace MgrPlatform.Monitor.Commands;

/// <summary>What is to be done with a command that has come.</summary>
internal abstract record CommandVerdict
{
    private CommandVerdict()
    {
    }

    /// <summary>It is refused, or was answered without any service.</summary>
    public sealed record Answer(CommandResult Result) : CommandVerdict;

    /// <summary>Run it here, when the state may be shown.</summary>
    public sealed record Read(MonitorCommand Command, CommandCall Call) : CommandVerdict;

    /// <summary>Run it at the leader.</summary>
    public sealed record Write(MonitorCommand Command, CommandCall Call, PaxosService Service) : CommandVerdict;
}
