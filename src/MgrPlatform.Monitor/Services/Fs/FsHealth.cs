using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Messages.Fs;

namespace MgrPlatform.Monitor.Services.Fs;

/// <summary>What is wrong with file systems and metadata servers, in Ceph's words. Pure.</summary>
internal static class FsHealth
{
    // By Ceph's number of the complaint.
    private static readonly SortedDictionary<ushort, (string Code, string Summary)> Metrics = new()
    {
        [1] = ("MDS_TRIM", "{0} MDSs behind on trimming"),
        [2] = ("MDS_CLIENT_RECALL", "{0} clients failing to respond to cache pressure"),
        [3] = ("MDS_CLIENT_LATE_RELEASE", "{0} clients failing to respond to capability release"),
        [4] = ("MDS_CLIENT_RECALL_MANY", "{0} MDSs have many clients failing to respond to cache pressure"),
        [5] = ("MDS_CLIENT_LATE_RELEASE_MANY", "{0} MDSs have many clients failing to respond to capability release"),
        [6] = ("MDS_CLIENT_OLDEST_TID", "{0} clients failing to advance oldest client/flush tid"),
        [7] = ("MDS_CLIENT_OLDEST_TID_MANY", "{0} MDSs have clients failing to advance oldest client/flush tid"),
        [8] = ("MDS_DAMAGE", "{0} MDSs report damaged metadata"),
        [9] = ("MDS_READ_ONLY", "{0} MDSs are read only"),
        [10] = ("MDS_SLOW_REQUEST", "{0} MDSs report slow requests"),
        [11] = ("MDS_CACHE_OVERSIZED", "{0} MDSs report oversized cache"),
        [12] = ("MDS_SLOW_METADATA_IO", "{0} MDSs report slow metadata IOs"),
    };

    /// <param name="complaints">By global id what a server said last.</param>
    public static IEnumerable<KeyValuePair<string, HealthCheck>> Check(
        FsMap map, IReadOnlyDictionary<ulong, IReadOnlyList<MdsHealthMetric>> complaints)
    {
        var degraded = Of(map, StandbyChoice.IsDegraded);
        if (degraded.Count > 0)
        {
            yield return Make(
                "FS_DEGRADED", HealthSeverity.Warning, $"{Filesystems(degraded.Count)} {(degraded.Count > 1 ? "are" : "is")} degraded",
                [.. degraded.Select(static name => $"fs {name} is degraded")]);
        }

        var failed = map.Filesystems.Where(static filesystem => filesystem.MdsMap.Failed.Count > 0).ToList();
        if (failed.Count > 0)
        {
            yield return Make(
                "FS_WITH_FAILED_MDS",
                HealthSeverity.Warning,
                $"{Filesystems(failed.Count)} {(failed.Count > 1 ? "have" : "has")} a failed mds daemon",
                [.. failed.Select(static filesystem => $"fs {filesystem.MdsMap.FsName} has {filesystem.MdsMap.Failed.Count} failed "
                    + (filesystem.MdsMap.Failed.Count > 1 ? "mdss" : "mds"))]);
        }

        var damaged = map.Filesystems.SelectMany(static filesystem => filesystem.MdsMap.Damaged.Select(
            rank => $"fs {filesystem.MdsMap.FsName} mds.{rank} is damaged")).ToList();
        if (damaged.Count > 0)
        {
            yield return Make(
                "MDS_DAMAGE", HealthSeverity.Error, $"{damaged.Count} mds daemon{(damaged.Count > 1 ? "s" : "")} damaged", damaged);
        }

        foreach (var check in CheckNumbers(map).Concat(CheckComplaints(map, complaints)))
        {
            yield return check;
        }
    }

    private static IEnumerable<KeyValuePair<string, HealthCheck>> CheckNumbers(FsMap map)
    {
        var offline = Of(map, static mds => mds.Up.Count == 0 && mds.MaxMds > 0);
        if (offline.Count > 0)
        {
            yield return Make(
                "MDS_ALL_DOWN",
                HealthSeverity.Error,
                $"{Filesystems(offline.Count)} {(offline.Count > 1 ? "are" : "is")} offline",
                [.. offline.Select(static name => $"fs {name} is offline because no MDS is active for it.")]);
        }

        var fewer = map.Filesystems.Where(static filesystem => filesystem.MdsMap.In.Count < filesystem.MdsMap.MaxMds
            && filesystem.MdsMap.MaxMds > 0).ToList();
        if (fewer.Count > 0)
        {
            yield return Make(
                "MDS_UP_LESS_THAN_MAX",
                HealthSeverity.Warning,
                $"{Filesystems(fewer.Count)} {(fewer.Count > 1 ? "are" : "is")} online with fewer MDS than max_mds",
                [.. fewer.Select(static filesystem => $"fs {filesystem.MdsMap.FsName} has {filesystem.MdsMap.In.Count} MDS online, "
                    + $"but wants {filesystem.MdsMap.MaxMds}")]);
        }

        var wanting = map.Filesystems.Where(filesystem => filesystem.MdsMap.StandbyCountWanted > map.Standbys.Count).ToList();
        if (wanting.Count > 0)
        {
            yield return Make(
                "MDS_INSUFFICIENT_STANDBY",
                HealthSeverity.Warning,
                "insufficient standby MDS daemons available",
                [$"have {map.Standbys.Count}; "
                    + $"want {wanting.Max(static each => each.MdsMap.StandbyCountWanted) - map.Standbys.Count} more"]);
        }
    }

    private static IEnumerable<KeyValuePair<string, HealthCheck>> CheckComplaints(
        FsMap map, IReadOnlyDictionary<ulong, IReadOnlyList<MdsHealthMetric>> complaints)
    {
        var byType = complaints
            .SelectMany(pair => pair.Value.Select(metric => (Info: PendingFsMap.Find(map, pair.Key), Metric: metric)))
            .Where(static each => each.Info is { Rank: >= 0 } && Metrics.ContainsKey(each.Metric.Type))
            .GroupBy(static each => each.Metric.Type);
        foreach (var group in byType.OrderBy(static group => group.Key))
        {
            var (code, summary) = Metrics[group.Key];
            yield return Make(
                code,
                group.Min(static each => each.Metric.Severity),
                summary.Replace("{0}", group.Count().ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal),
                [.. group.Select(static each => $"mds.{each.Info!.Name}(mds.{each.Info.Rank}): {each.Metric.Message}")]);
        }
    }

    private static List<string> Of(FsMap map, Func<MdsMap, bool> wanted) =>
        [.. map.Filesystems.Where(filesystem => wanted(filesystem.MdsMap)).Select(static filesystem => filesystem.MdsMap.FsName)];

    private static string Filesystems(int count) => count == 1 ? "1 filesystem" : $"{count} filesystems";

    private static KeyValuePair<string, HealthCheck> Make(string code, HealthSeverity severity, string summary, List<string> detail) =>
        new(code, new HealthCheck(severity, summary, detail, detail.Count));
}
