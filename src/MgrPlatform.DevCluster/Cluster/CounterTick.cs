namespace MgrPlatform.DevCluster.Cluster;

/// <summary>An instant at which all daemons reported, and what a counter's value at it depends on.</summary>
/// <param name="Time">Seconds since 1970, whole: modules divide by the whole seconds between two samples.</param>
/// <param name="Moment">The moment shown, by its index.</param>
/// <param name="IsFirst">No tick was before it in the same showing of that moment.</param>
/// <param name="Seconds">Seconds spent in each moment since the story began.</param>
/// <param name="Entries">How often each moment was entered.</param>
internal readonly record struct CounterTick(
    double Time, int Moment, bool IsFirst, (long M1, long M2, long M3) Seconds, (long M1, long M2, long M3) Entries);
