namespace MgrPlatform.Modules.Backend;

/// <summary>One reading. Times are seconds since 1970.</summary>
/// <param name="Value">The value; of an average, the sum (time counters in nanoseconds, as Ceph sends them).</param>
/// <param name="Count">Of an average, how many were summed; 0 otherwise.</param>
public readonly record struct CounterSample(double Time, ulong Value, ulong Count);
