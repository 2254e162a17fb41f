using System.Collections.Immutable;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Options;

namespace MgrPlatform.Modules.Lifecycle;

/// <summary>A module at a moment: what <c>module ls</c> and <c>module info</c> show.</summary>
/// <param name="Kind">Its language, and where it runs.</param>
/// <param name="Reason">Why it is in this state; empty when all is well.</param>
/// <param name="ReloadProblem">Why the newest code does not run, when older code does.</param>
/// <param name="CpuPercent">Of one core.</param>
/// <param name="Restarts">Runs that a failure ended.</param>
/// <param name="Runs">Runs that were started, reloads included.</param>
public sealed record ModuleStatus(
    string Name,
    string Folder,
    string Version,
    string Kind,
    bool IsCephPlugin,
    ModuleState State,
    string Reason,
    string ReloadProblem,
    DateTimeOffset Since,
    int? ProcessId,
    double CpuPercent,
    TimeSpan CpuTime,
    long ResidentBytes,
    long ProportionalBytes,
    long Calls,
    long Failures,
    long Timeouts,
    long Denied,
    string LastDenial,
    TimeSpan MedianLatency,
    TimeSpan P99Latency,
    int QueueLength,
    int Restarts,
    int Runs,
    string LastError,
    DateTimeOffset LastErrorTime,
    long LogLinesDropped,
    long NotificationsDropped,
    ImmutableArray<CommandDeclaration> Commands,
    ImmutableArray<OptionDeclaration> Options,
    ImmutableArray<string> NotifyTypes);
