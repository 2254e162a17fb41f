using MgrPlatform.Modules.Accounts;

namespace MgrPlatform.Modules.Tests.Accounts;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Nothing_counted_is_zero() => Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Quantile(0.99));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    [InlineData(123_456)]
    [InlineData(30_000_000)]
    [InlineData(86_400_000_000)]
    public void One_duration_is_told_within_a_fifth(long microseconds)
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromMicroseconds(microseconds));

        Assert.InRange(histogram.Quantile(0.5).TotalMicroseconds, microseconds * 0.999, microseconds * 1.201);
    }

    [Fact]
    public void Quantiles_of_many_are_within_a_fifth_of_the_true_ones()
    {
        var random = new Random(5);
        var durations = Enumerable.Range(0, 10_000).Select(_ => Math.Exp(random.NextDouble() * 15)).Order().ToArray();
        var histogram = new LatencyHistogram();
        foreach (var duration in durations.OrderBy(_ => random.Next()))
        {
            histogram.Add(TimeSpan.FromMicroseconds(duration));
        }

        foreach (var quantile in new[] { 0.1, 0.5, 0.9, 0.99, 1 })
        {
            var truth = Math.Max(1, durations[(int)Math.Ceiling(quantile * durations.Length) - 1]);
            Assert.InRange(histogram.Quantile(quantile).TotalMicroseconds, truth * 0.79, truth * 1.21);
        }

        Assert.Equal(10_000, histogram.Count);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(0)]
    [InlineData(long.MaxValue / 10)]
    public void Absurd_durations_are_counted(long microseconds)
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromTicks(microseconds));

        Assert.Equal(1, histogram.Count);
        Assert.True(histogram.Quantile(1) > TimeSpan.Zero);
    }
}
