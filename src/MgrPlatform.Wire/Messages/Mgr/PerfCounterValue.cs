namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>A counter's value at one moment.</summary>
/// <param name="Count">Of an average: of how many <paramref name="Value"/> is the sum.</param>
/// <param name="CountAgain">Differs from <paramref name="Count"/> when the daemon wrote while it was read.</param>
public readonly record struct PerfCounterValue(ulong Value, ulong Count, ulong CountAgain);
