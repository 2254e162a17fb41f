using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Pg.Health;

/// <summary>Groups that have not been scrubbed for longer than they should.</summary>
internal sealed class ScrubChecks(PgMapSnapshot map, UTime now, PgHealthOptions options)
{
    // Numbers of pool options.
    private const int ScrubMaxInterval = 1;
    private const int DeepScrubInterval = 2;

    public void AddTo(SortedDictionary<string, HealthCheck> checks)
    {
        Add(
            checks, "PG_NOT_SCRUBBED", "scrubbed", options.NotScrubbedRatio, ScrubMaxInterval, options.ScrubMaxInterval,
            static stat => stat.LastScrubStamp);
        Add(
            checks, "PG_NOT_DEEP_SCRUBBED", "deep-scrubbed", options.NotDeepScrubbedRatio, DeepScrubInterval, options.DeepScrubInterval,
            static stat => stat.LastDeepScrubStamp);
    }

    private void Add(
        SortedDictionary<string, HealthCheck> checks,
        string code,
        string what,
        double ratio,
        int option,
        TimeSpan interval,
        Func<PgStat, UTime> stampOf)
    {
        if (ratio == 0)
        {
            return;
        }

        var detail = new List<string>();
        var total = 0;
        foreach (var pool in map.Pools)
        {
            if (!map.OsdMap.Client.Pools.TryGetValue(pool.Id, out var settings))
            {
                continue;
            }

            var seconds = SecondsOf(settings, option) is > 0 and var own ? own : interval.TotalSeconds;
            var cutoff = UTime.FromNanoseconds(now.ToNanoseconds() - (long)((seconds + (seconds * ratio)) * 1e9));
            for (var seed = 0; seed < pool.Groups.Count; seed++)
            {
                var stamp = stampOf(pool.Groups[seed]);
                if (stamp < cutoff)
                {
                    total++;
                    if (detail.Count < options.MaxDetail)
                    {
                        detail.Add($"pg {new PgId(pool.Id, (uint)seed)} not {what} since {stamp}");
                    }
                }
            }
        }

        if (total > 0)
        {
            if (total > detail.Count)
            {
                detail.Add($"{total - detail.Count} more pgs... ");
            }

            checks[code] = new HealthCheck(HealthSeverity.Warning, $"{total} pgs not {what} in time", detail, total);
        }
    }

    private static double SecondsOf(PgPool pool, int option) =>
        pool.Options.Values.TryGetValue(option, out var value) ? value.Kind == PoolOptionKind.Real ? value.Real : value.Integer : 0;
}
