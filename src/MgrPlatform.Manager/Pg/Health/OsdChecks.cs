using System.Globalization;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Pg.Health;

/// <summary>
/// What OSDs report of themselves: too many groups or too few, slow heartbeats, repaired reads, the alerts of their stores.
/// </summary>
internal sealed class OsdChecks(PgMapSnapshot map, UTime now, PgHealthOptions options)
{
    private const int PingDetail = 10;
    private const int StaleGraces = 60;

    private static readonly Dictionary<string, string> AlertTexts = new()
    {
        ["BLUEFS_SPILLOVER"] = " experiencing BlueFS spillover",
        ["BLUESTORE_NO_COMPRESSION"] = " have broken BlueStore compression",
        ["BLUESTORE_LEGACY_STATFS"] = " reporting legacy (not per-pool) BlueStore stats",
        ["BLUESTORE_DISK_SIZE_MISMATCH"] = " have dangerous mismatch between BlueStore block device and free list sizes",
        ["BLUESTORE_NO_PER_PG_OMAP"] = " reporting legacy (not per-pg) BlueStore omap",
        ["BLUESTORE_NO_PER_POOL_OMAP"] = " reporting legacy (not per-pool) BlueStore omap usage stats",
        ["BLUESTORE_SPURIOUS_READ_ERRORS"] = " have spurious read errors",
    };

    private readonly CrushView? _crush = map.OsdMap.Client.Crush is { } crush ? new CrushView(crush) : null;

    public void AddTo(SortedDictionary<string, HealthCheck> checks)
    {
        AddGroupsPerOsd(checks);
        AddPings(checks);
        AddRepairs(checks);
        AddAlerts(checks);
    }

    private void AddGroupsPerOsd(SortedDictionary<string, HealthCheck> checks)
    {
        var osds = Enumerable.Range(0, map.OsdMap.Client.OsdStates.Count).ToArray();
        var copies = Math.Max(map.Sum.Up, map.PgCount);
        if (osds.Count(map.OsdMap.IsIn) is > 0 and var count)
        {
            var per = copies / count;
            if (options.MinPgsPerOsd > 0 && map.OsdMap.Client.Pools.Count > 0 && per > 0 && per < options.MinPgsPerOsd)
            {
                checks["TOO_FEW_PGS"] = new HealthCheck(
                    HealthSeverity.Warning, $"too few PGs per OSD ({per} < min {options.MinPgsPerOsd})", [], options.MinPgsPerOsd - per);
            }

            if (options.MaxPgsPerOsd > 0 && per > options.MaxPgsPerOsd)
            {
                checks["TOO_MANY_PGS"] = new HealthCheck(
                    HealthSeverity.Warning, $"too many PGs per OSD ({per} > max {options.MaxPgsPerOsd})", [], per - options.MaxPgsPerOsd);
            }
        }

        var existing = osds.Count(map.OsdMap.Exists);
        if (options.WarnsOfTooFewOsds && existing < options.DefaultPoolSize)
        {
            checks["TOO_FEW_OSDS"] = new HealthCheck(
                HealthSeverity.Warning,
                $"OSD count {existing} < osd_pool_default_size {options.DefaultPoolSize}",
                [],
                options.DefaultPoolSize - existing);
        }
    }

    private void AddPings(SortedDictionary<string, HealthCheck> checks)
    {
        var limit = options.SlowPingMilliseconds * 1000;
        if (limit == 0)
        {
            limit = options.HeartbeatGraceSeconds * 1_000_000.0 * options.SlowPingRatio;
        }

        if (limit <= 0)
        {
            return;
        }

        List<SlowPing> back = [], front = [];
        foreach (var (from, stat) in map.Osds)
        {
            foreach (var ping in stat.Pings)
            {
                if ((long)now.Seconds - ping.LastUpdate <= (long)options.HeartbeatGraceSeconds * StaleGraces)
                {
                    Note(back, from, ping.Osd, ping.Back, limit);
                    Note(front, from, ping.Osd, ping.Front, limit);
                }
            }
        }

        AddPings(checks, "OSD_SLOW_PING_TIME_BACK", "back", back);
        AddPings(checks, "OSD_SLOW_PING_TIME_FRONT", "front", front);
    }

    private static void Note(List<SlowPing> slow, int from, int to, PingTimes times, double limit)
    {
        if (times.LongestAverage > limit)
        {
            slow.Add(new SlowPing(times.LongestAverage, from, to, times.Improves));
        }
    }

    private void AddPings(SortedDictionary<string, HealthCheck> checks, string code, string network, List<SlowPing> slow)
    {
        if (slow.Count == 0)
        {
            return;
        }

        var worst = slow.OrderByDescending(static ping => (ping.Microseconds, ping.From, ping.To)).ToArray();
        var detail = worst.Take(PingDetail).Select(ping =>
            $"Slow OSD heartbeats on {network} from {Who(ping.From)} to {Who(ping.To)} {Milliseconds(ping.Microseconds)} msec"
            + (ping.Improves ? " possibly improving" : "")).ToList();
        if (worst.Length > PingDetail)
        {
            detail.Add("Truncated long network list.  Use ceph daemon mgr.# dump_osd_network for more information");
        }

        checks[code] = new HealthCheck(
            HealthSeverity.Warning,
            $"Slow OSD heartbeats on {network} (longest {Milliseconds(worst[0].Microseconds)}ms)",
            detail,
            slow.Count);
    }

    private string Who(int osd)
    {
        var places = (_crush?.Above(osd) ?? [])
            .Where(bucket => _crush!.TypeNameOf(bucket.Type) is var type && type != "root" && type != options.ReporterSubtreeLevel)
            .Select(bucket => _crush!.NameOf(bucket.Id))
            .Order(StringComparer.Ordinal);
        return $"osd.{osd} [{string.Join(',', places)}]{(map.OsdMap.IsUp(osd) ? "" : " (down)")}";
    }

    private static string Milliseconds(uint microseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000}.{microseconds % 1000:D3}");

    private void AddRepairs(SortedDictionary<string, HealthCheck> checks)
    {
        var detail = (from pair in map.Osds
                      where pair.Value.ShardsRepaired > options.RepairedReadsLimit
                      select $"osd.{pair.Key} had {pair.Value.ShardsRepaired} reads repaired").ToList();
        if (detail.Count > 0)
        {
            checks["OSD_TOO_MANY_REPAIRS"] = new HealthCheck(
                HealthSeverity.Warning, $"Too many repaired reads on {detail.Count} OSDs", detail, detail.Count);
        }
    }

    private void AddAlerts(SortedDictionary<string, HealthCheck> checks)
    {
        var alerts = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (osd, texts) in map.OsdSum.Alerts)
        {
            foreach (var (code, text) in texts.Take(options.MaxDetail))
            {
                if (!alerts.TryGetValue(code, out var detail))
                {
                    alerts[code] = detail = [];
                }

                detail.Add($" osd.{osd} {text}");
            }
        }

        foreach (var (code, detail) in alerts)
        {
            checks[code] = new HealthCheck(
                HealthSeverity.Warning, $"{detail.Count} OSD(s){AlertTexts.GetValueOrDefault(code, "")}", detail, detail.Count);
        }
    }

    private readonly record struct SlowPing(uint Microseconds, int From, int To, bool Improves);
}
