namespace MgrPlatform.Modules.Accounts;

/// <summary>Counts durations in buckets that grow by about a fifth, from 1 µs to a day; safe from any thread, never allocates.</summary>
public sealed class LatencyHistogram
{
    private const double Growth = 1.2;
    private static readonly double LogGrowth = Math.Log(Growth);
    private readonly long[] _buckets = new long[140];
    private long _count;

    public long Count => Volatile.Read(ref _count);

    public void Add(TimeSpan duration)
    {
        var microseconds = Math.Max(1, duration.TotalMicroseconds);
        var bucket = Math.Min(_buckets.Length - 1, (int)(Math.Log(microseconds) / LogGrowth));
        Interlocked.Increment(ref _buckets[bucket]);
        Interlocked.Increment(ref _count);
    }

    /// <summary>The upper end of the bucket in which the quantile lies; zero when nothing was counted.</summary>
    /// <param name="quantile">Above 0, at most 1.</param>
    public TimeSpan Quantile(double quantile)
    {
        var wanted = (long)Math.Ceiling(Count * quantile);
        long seen = 0;
        for (var bucket = 0; bucket < _buckets.Length && wanted > 0; bucket++)
        {
            seen += Volatile.Read(ref _buckets[bucket]);
            if (seen >= wanted)
            {
                return TimeSpan.FromMicroseconds(Math.Pow(Growth, bucket + 1));
            }
        }

        return TimeSpan.Zero;
    }
}
