using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Pg.Health;

/// <summary>The health checks that ceph-mgr 16.2 raises from the PG map, in its words.</summary>
public static class PgHealth
{
    /// <summary>By code, sorted. Where Ceph cuts a list short, ours keeps the first groups by id.</summary>
    public static SortedDictionary<string, HealthCheck> Check(PgMapSnapshot map, UTime now, PgHealthOptions options)
    {
        var checks = new SortedDictionary<string, HealthCheck>(StringComparer.Ordinal);
        new StateChecks(map, now, options).AddTo(checks);
        AddObjects(map, options, checks);
        new PoolChecks(map, now, options).AddTo(checks);
        new OsdChecks(map, now, options).AddTo(checks);
        new ScrubChecks(map, now, options).AddTo(checks);
        AddSnapTrimming(map, options, checks);
        return checks;
    }

    private static void AddObjects(PgMapSnapshot map, PgHealthOptions options, SortedDictionary<string, HealthCheck> checks)
    {
        var sum = map.Sum.Stats;
        if (sum[ObjectStat.ScrubErrors] is not 0 and var errors)
        {
            checks["OSD_SCRUB_ERRORS"] = new HealthCheck(HealthSeverity.Error, $"{errors} scrub errors", [], errors);
        }

        var copies = sum[ObjectStat.ObjectCopies];
        if (options.WarnsOfMisplaced && sum[ObjectStat.ObjectsMisplaced] is not 0 and var misplaced && copies > 0)
        {
            checks["OBJECT_MISPLACED"] = new HealthCheck(
                HealthSeverity.Warning, PgTraffic.ShareText("misplaced", misplaced, copies), [], misplaced);
        }

        if (sum[ObjectStat.ObjectsUnfound] is not 0 and var unfound && sum[ObjectStat.Objects] is not 0 and var objects)
        {
            checks["OBJECT_UNFOUND"] = new HealthCheck(
                HealthSeverity.Warning, PgTraffic.ShareText("unfound", unfound, objects), Unfound(map, options.MaxDetail), unfound);
        }
    }

    private static List<string> Unfound(PgMapSnapshot map, int limit)
    {
        var detail = new List<string>();
        foreach (var (id, stat) in map.Groups)
        {
            if (stat.Stats[ObjectStat.ObjectsUnfound] is not 0 and var count)
            {
                detail.Add($"pg {id} has {count} unfound objects");
                if (detail.Count > limit)
                {
                    detail.Add("(additional pgs left out for brevity)");
                    break;
                }
            }
        }

        return detail;
    }

    private static void AddSnapTrimming(PgMapSnapshot map, PgHealthOptions options, SortedDictionary<string, HealthCheck> checks)
    {
        var limit = options.SnapTrimQueueLimit;
        if (limit == 0)
        {
            return;
        }

        var slow = map.Groups.Where(group => group.Value.SnapTrimQueueLength >= limit).ToList();
        if (slow.Count == 0)
        {
            return;
        }

        var detail = slow.Take(options.MaxDetail - 1)
            .Select(static group => $"snap trim queue for pg {group.Key} at {group.Value.SnapTrimQueueLength}").ToList();
        if (slow.Count > detail.Count)
        {
            detail.Add("...more pgs affected");
        }

        var longest = slow.MaxBy(static group => group.Value.SnapTrimQueueLength);
        detail.Add($"longest queue on pg {longest.Key} at {longest.Value.SnapTrimQueueLength}");
        detail.Add("try decreasing \"osd snap trim sleep\" and/or increasing \"osd pg max concurrent snap trims\".");
        checks["PG_SLOW_SNAP_TRIMMING"] = new HealthCheck(
            HealthSeverity.Warning,
            $"snap trim queue for {slow.Count} pg(s) >= {limit} (mon_osd_snap_trim_queue_warn_on)",
            detail,
            slow.Count);
    }
}
