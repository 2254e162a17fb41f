using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd.Texts;

/// <summary>Spans of time as Ceph says them for people: the largest units that matter.</summary>
internal static class CephAge
{
    /// <summary><c>5m</c>, <c>83s</c>, <c>3h</c>, <c>2d</c>, <c>4w</c>.</summary>
    public static string Of(TimeSpan age)
    {
        var seconds = (long)Math.Max(0, age.TotalSeconds);
        return seconds < 120 ? $"{seconds}s"
            : seconds / 60 is < 120 and var minutes ? $"{minutes}m"
            : seconds / 3600 is < 48 and var hours ? $"{hours}h"
            : seconds / 86400 is < 14 and var days ? $"{days}d"
            : seconds / 604800 is < 12 and var weeks ? $"{weeks}w"
            : seconds / 2592000 is < 24 and var months ? $"{months}M"
            : $"{seconds / 31536000}y";
    }

    public static string Since(UTime time, UTime now) => Of(now.ToDateTimeOffset() - time.ToDateTimeOffset());
}
