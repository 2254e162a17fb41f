using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>Sets of snapshot ids as sorted runs that do not touch.</summary>
internal static class SnapIntervals
{
    public static SnapInterval[] Union(IReadOnlyList<SnapInterval> left, IReadOnlyList<SnapInterval> right)
    {
        var merged = new List<SnapInterval>();
        foreach (var next in left.Concat(right).OrderBy(static interval => interval.Start))
        {
            if (merged.Count > 0 && next.Start <= EndOf(merged[^1]))
            {
                var last = merged[^1];
                merged[^1] = last with { Length = Math.Max(EndOf(last), EndOf(next)) - last.Start };
            }
            else if (next.Length > 0)
            {
                merged.Add(next);
            }
        }

        return [.. merged];
    }

    public static SnapInterval[] Subtract(IReadOnlyList<SnapInterval> from, IReadOnlyList<SnapInterval> taken)
    {
        var left = from.ToList();
        foreach (var hole in taken)
        {
            left = [.. left.SelectMany(interval => Without(interval, hole))];
        }

        return [.. left];
    }

    private static IEnumerable<SnapInterval> Without(SnapInterval interval, SnapInterval hole)
    {
        var start = Math.Max(interval.Start, hole.Start);
        var end = Math.Min(EndOf(interval), EndOf(hole));
        if (start >= end)
        {
            yield return interval;
            yield break;
        }

        if (interval.Start < start)
        {
            yield return new SnapInterval(interval.Start, start - interval.Start);
        }

        if (end < EndOf(interval))
        {
            yield return new SnapInterval(end, EndOf(interval) - end);
        }
    }

    // A peer may say anything: a run ends at the last id at the latest.
    private static ulong EndOf(SnapInterval interval) =>
        interval.Length > ulong.MaxValue - interval.Start ? ulong.MaxValue : interval.Start + interval.Length;
}
