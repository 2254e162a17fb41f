using System.Diagnostics;

namespace MgrPlatform.Benchmarks.Measuring;

/// <summary>What was measured again and again, and its percentiles.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    public int Count => _values.Count;

    public double P50 => Percentile(0.5);

    public double P95 => Percentile(0.95);

    public double P99 => Percentile(0.99);

    public double Max => Percentile(1);

    public void Add(double value) => _values.Add(value);

    public void AddMilliseconds(long since) => _values.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);

    public void AddRange(IEnumerable<double> values) => _values.AddRange(values);

    /// <summary>The smallest value that at least this share of all values does not exceed.</summary>
    private double Percentile(double share)
    {
        if (_values.Count == 0)
        {
            throw new InvalidOperationException("nothing was measured");
        }

        var sorted = _values.Order().ToArray();
        return sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
