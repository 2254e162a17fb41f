using MgrPlatform.Modules.Backend;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>A progress event and since when it runs.</summary>
internal sealed record ProgressEntry(ProgressEvent Event, DateTimeOffset Started)
{
    private const int BarLength = 28;

    /// <summary>The two lines that <c>ceph -s</c> prints of it.</summary>
    public string Text(DateTimeOffset now)
    {
        var elapsed = now - Started;
        var done = (int)(Math.Clamp(Event.Fraction, 0, 1) * BarLength);
        var remaining = Event.Fraction is > 0 and < 1 ? $"(remaining: {CephTime.Age(elapsed * (1 / Event.Fraction - 1))})" : "";
        return $"{Event.Message} ({CephTime.Age(elapsed)})\n      [{new string('=', done)}{new string('.', BarLength - done)}] {remaining}";
    }
}
