using System.Collections.Immutable;
using System.Globalization;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Messages.Mgr;

namespace MgrPlatform.Manager.Daemons;

/// <summary>The health checks that daemons' own words add up to, in Ceph's sentences.</summary>
internal static class DaemonHealth
{
    private const int Named = 10;

    public static ImmutableSortedDictionary<string, HealthCheck> Checks(
        IEnumerable<(DaemonKey Key, IReadOnlyList<DaemonHealthMetric> Metrics)> daemons)
    {
        var metrics = daemons
            .OrderBy(static daemon => daemon.Key.Type, StringComparer.Ordinal)
            .ThenBy(static daemon => daemon.Key.Id, StringComparer.Ordinal)
            .SelectMany(static daemon => daemon.Metrics.Select(metric => (daemon.Key, Metric: metric)))
            .ToArray();
        var checks = ImmutableSortedDictionary.CreateBuilder<string, HealthCheck>(StringComparer.Ordinal);
        var slow = metrics.Where(static found => found.Metric is { Type: DaemonHealthMetricType.SlowOperations, Low: > 0 }).ToArray();
        if (slow.Length > 0)
        {
            var (count, oldest) = (slow.Sum(static found => (long)found.Metric.Low), slow.Max(static found => found.Metric.High));
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"{count} slow ops, oldest one blocked for {oldest} sec, {Who(slow, "daemons", "has slow ops", "have slow ops.")}");
            checks["SLOW_OPS"] = new HealthCheck(HealthSeverity.Warning, text, count, []);
        }

        var pending = metrics
            .Where(static found => found.Metric is { Type: DaemonHealthMetricType.PendingCreatingPgs, Low: > 0 })
            .ToArray();
        if (pending.Length > 0)
        {
            var count = pending.Sum(static found => (long)found.Metric.Low);
            checks["PENDING_CREATING_PGS"] = new HealthCheck(
                HealthSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{count} PGs pending on creation"),
                count,
                [Who(pending, "osds", "has pending PGs", "have pending PGs.")]);
        }

        return checks.ToImmutable();
    }

    private static string Who((DaemonKey Key, DaemonHealthMetric Metric)[] found, string all, string one, string several)
    {
        var names = string.Join(',', found.Take(Named).Select(static metric => metric.Key.ToString()));
        return found.Length switch
        {
            1 => $"{names} {one}",
            > Named => $"{all} [{names}]... {several}",
            _ => $"{all} [{names}] {several}",
        };
    }
}
