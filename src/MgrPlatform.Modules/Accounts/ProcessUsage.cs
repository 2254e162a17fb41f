namespace MgrPlatform.Modules.Accounts;

/// <summary>What a runner with all that it started uses.</summary>
/// <param name="CpuTime">Processor time so far, of the processes that are alive and of children that they waited for.</param>
/// <param name="ResidentBytes">Resident memory.</param>
/// <param name="HasRunnable">A thread of it computes, or would if it were given a processor.</param>
public readonly record struct ProcessUsage(TimeSpan CpuTime, long ResidentBytes, int Processes, bool HasRunnable);
