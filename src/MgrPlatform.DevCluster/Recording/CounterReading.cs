namespace MgrPlatform.DevCluster.Recording;

/// <summary>What a counter showed in a moment, and how fast it grew (a gauge does not).</summary>
/// <param name="Value">The value; of an average, the sum.</param>
/// <param name="Count">Of an average, how many were summed.</param>
internal readonly record struct CounterReading(ulong Value, ulong Count, double ValuePerSecond, double CountPerSecond);
