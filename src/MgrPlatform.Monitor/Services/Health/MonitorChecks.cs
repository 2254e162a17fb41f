using System.Globalization;
using MgrPlatform.Monitor.Services.TimeCheck;
using MgrPlatform.Wire.Maps.Health;

namespace MgrPlatform.Monitor.Services.Health;

/// <summary>What can be wrong with the monitors themselves, in Ceph's codes and words.</summary>
internal static class MonitorChecks
{
    public static SortedDictionary<string, HealthCheck> Of(MonitorContext monitor, StoreSpace space, TimeCheckService clocks)
    {
        var checks = new SortedDictionary<string, HealthCheck>(StringComparer.Ordinal);
        AddMissing(monitor, checks);
        AddSpace(monitor, space, checks);
        AddSkew(monitor, clocks, checks);
        return checks;
    }

    private static void AddMissing(MonitorContext monitor, SortedDictionary<string, HealthCheck> checks)
    {
        var map = monitor.MonMap;
        var missing = Enumerable.Range(0, map.Ranks.Count).Except(monitor.Quorum).ToList();
        if (missing.Count == 0 || !monitor.IsInQuorum)
        {
            return;
        }

        var names = string.Join(',', monitor.Quorum.Select(rank => map.Ranks[rank]));
        checks["MON_DOWN"] = new HealthCheck(
            HealthSeverity.Warning,
            $"{missing.Count}/{map.Ranks.Count} mons down, quorum {names}",
            [.. missing.Select(
                rank => $"mon.{map.Ranks[rank]} (rank {rank}) addr {map.Monitors[map.Ranks[rank]].Addresses} is down (out of quorum)")],
            missing.Count);
    }

    private static void AddSpace(MonitorContext monitor, StoreSpace space, SortedDictionary<string, HealthCheck> checks)
    {
        var percent = space.AvailablePercent;
        var (code, severity, word) = percent <= monitor.Options.DataAvailableCritical
            ? ("MON_DISK_CRIT", HealthSeverity.Error, "very low")
            : ("MON_DISK_LOW", HealthSeverity.Warning, "low");
        if (percent <= monitor.Options.DataAvailableWarn)
        {
            checks[code] = new HealthCheck(
                severity, $"mon {monitor.Name} is {word} on available space", [$"mon.{monitor.Name} has {percent}% avail"], 1);
        }

        if (space.StoreBytes > monitor.Options.DataSizeWarn)
        {
            checks["MON_DISK_BIG"] = new HealthCheck(
                HealthSeverity.Warning,
                $"mon {monitor.Name} is using a lot of disk space",
                [$"mon.{monitor.Name} is {space.StoreBytes >> 20} MiB >= mon_data_size_warn ({monitor.Options.DataSizeWarn >> 20} MiB)"],
                1);
        }
    }

    private static void AddSkew(MonitorContext monitor, TimeCheckService clocks, SortedDictionary<string, HealthCheck> checks)
    {
        var allowed = monitor.Options.ClockDriftAllowed.TotalSeconds;
        var skewed = clocks.Skews.Where(member => member.Value > allowed && member.Key < monitor.MonMap.Ranks.Count).ToList();
        if (skewed.Count == 0)
        {
            return;
        }

        checks["MON_CLOCK_SKEW"] = new HealthCheck(
            HealthSeverity.Warning,
            "clock skew detected on " + string.Join(", ", skewed.Select(member => "mon." + monitor.MonMap.Ranks[member.Key])),
            [
                .. skewed.Select(member => string.Create(
                    CultureInfo.InvariantCulture,
                    $"mon.{monitor.MonMap.Ranks[member.Key]} clock skew {member.Value:0.######}s > max {allowed:0.###}s " +
                    $"(latency {clocks.Latencies.GetValueOrDefault(member.Key):0.######}s)")),
            ],
            skewed.Count);
    }
}
