using System.Globalization;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>Times as Ceph prints them.</summary>
internal static class CephTime
{
    /// <summary><c>2026-11-22T06:49:05.123456+0000</c>.</summary>
    public static string Stamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+0000'", CultureInfo.InvariantCulture);

    /// <summary>As monitor maps have it: <c>2026-11-22T06:49:05.123456Z</c>.</summary>
    public static string Zulu(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>An age in its two forms of brevity: <c>87s</c>, <c>2m</c>, <c>3h</c>, <c>4d</c>.</summary>
    public static string Age(TimeSpan age)
    {
        var seconds = Math.Max(0, (long)age.TotalSeconds);
        return seconds switch
        {
            < 120 => $"{seconds}s",
            < 120 * 60 => $"{seconds / 60}m",
            < 48 * 3600 => $"{seconds / 3600}h",
            < 14 * 86400 => $"{seconds / 86400}d",
            < 12 * 7 * 86400 => $"{seconds / (7 * 86400)}w",
            _ => $"{seconds / (30 * 86400)}M",
        };
    }
}
