using MgrPlatform.Monitor.Services.Osd.Crush;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Osd;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>What the monitors themselves find wrong with an OSD map, in Ceph's words. Pure.</summary>
internal static class OsdHealth
{
    private const OsdMapFlags Warned =
        OsdMapFlags.Full | OsdMapFlags.PauseReads | OsdMapFlags.PauseWrites | OsdMapFlags.PauseRecovery | OsdMapFlags.NoUp
        | OsdMapFlags.NoDown | OsdMapFlags.NoIn | OsdMapFlags.NoOut | OsdMapFlags.NoBackfill | OsdMapFlags.NoRecover | OsdMapFlags.NoScrub
        | OsdMapFlags.NoDeepScrub | OsdMapFlags.NoTierAgent | OsdMapFlags.NoRebalance | OsdMapFlags.NoSnapTrim;

    private const OsdState Restrictions = OsdState.NoUp | OsdState.NoDown | OsdState.NoIn | OsdState.NoOut;
    private const ulong FullPool = 1 << 1;
    private const ulong FullQuotaPool = 1 << 10;
    private const ulong NearFullPool = 1 << 11;
    private const ulong BackfillFullPool = 1 << 12;

    public static IEnumerable<KeyValuePair<string, HealthCheck>> Check(OsdMap map) =>
    [
        .. CheckCount(map), .. CheckDown(map), .. CheckOrphans(map), .. CheckFull(map), .. CheckFlags(map), .. CheckRestrictions(map),
        .. CheckPools(map),
    ];

    /// <summary>The flags that <c>status</c> shows; null when none is set.</summary>
    public static string? ShownFlags(OsdMap map) =>
        (map.Client.Flags & Warned) is var flags and not OsdMapFlags.None ? string.Join(',', flags.ToNames()) : null;

    // Ceph says so when there are too few OSDs for the default size of pools.
    private static IEnumerable<KeyValuePair<string, HealthCheck>> CheckCount(OsdMap map)
    {
        const int DefaultPoolSize = 3;
        var count = Enumerable.Range(0, map.Client.MaxOsd).Count(map.Exists);
        var wanted = map.Client.Pools.Count == 0 ? DefaultPoolSize : 0;
        if (count < wanted)
        {
            yield return Warning("TOO_FEW_OSDS", $"OSD count {count} < osd_pool_default_size {wanted}", [], wanted - count);
        }
    }

    private static IEnumerable<KeyValuePair<string, HealthCheck>> CheckDown(OsdMap map)
    {
        var crush = map.Client.Crush ?? new CrushMap();
        var inside = Enumerable.Range(0, map.Client.MaxOsd).Where(map.IsIn).ToList();
        var down = inside.Where(osd => !map.IsUp(osd)).ToList();
        if (down.Count == 0)
        {
            yield break;
        }

        yield return Warning(
            "OSD_DOWN", $"{down.Count} osds down", [.. down.Select(osd => $"osd.{osd} ({Place(crush, osd)}) is down")], down.Count);

        var buckets = down.SelectMany(crush.AncestorsOf).DistinctBy(static bucket => bucket.Id)
            .Where(bucket => crush.DevicesBelow(bucket.Id).All(osd => !map.IsUp(osd)))
            .GroupBy(static bucket => bucket.Type)
            .OrderBy(static group => group.Key);
        foreach (var group in buckets)
        {
            var type = crush.TypeNames.GetValueOrDefault(group.Key, "");
            var osds = group.Sum(bucket => crush.DevicesBelow(bucket.Id).Count);
            var count = group.Count();
            yield return Warning(
                $"OSD_{type.ToUpperInvariant()}_DOWN",
                $"{count} {type}{(count > 1 ? "s" : "")} ({osds} osds) down",
                [.. group.Select(bucket => $"{type} {crush.ItemNames.GetValueOrDefault(bucket.Id)} ({Place(crush, bucket.Id)}) "
                    + $"({crush.DevicesBelow(bucket.Id).Count} osds) is down")],
                count);
        }
    }

    private static IEnumerable<KeyValuePair<string, HealthCheck>> CheckOrphans(OsdMap map)
    {
        var devices = map.Client.Crush?.Buckets.OfType<CrushBucket>().SelectMany(static bucket => bucket.Items)
            .Where(static item => item >= 0).Distinct().Order() ?? Enumerable.Empty<int>();
        var orphans = devices.Where(osd => !map.Exists(osd)).ToList();
        if (orphans.Count > 0)
        {
            yield return Warning(
                "OSD_ORPHAN",
                $"{orphans.Count} osds exist in the crush map but not in the osdmap",
                [.. orphans.Select(static osd => $"osd.{osd} exists in crush map but not in osdmap")],
                orphans.Count);
        }
    }

    private static IEnumerable<KeyValuePair<string, HealthCheck>> CheckFull(OsdMap map)
    {
        foreach (var (bit, code, words, severity) in ((OsdState, string, string, HealthSeverity)[])
        [
            (OsdState.Full, "OSD_FULL", "full", HealthSeverity.Error),
            (OsdState.BackfillFull, "OSD_BACKFILLFULL", "backfillfull", HealthSeverity.Warning),
            (OsdState.NearFull, "OSD_NEARFULL", "nearfull", HealthSeverity.Warning),
        ])
        {
            var osds = Enumerable.Range(0, map.Client.MaxOsd).Where(osd => map.IsIn(osd) && map.StateOf(osd).HasFlag(bit)).ToList();
            if (osds.Count > 0)
            {
                var nearly = words == "full" ? words : bit == OsdState.BackfillFull ? "backfillfull" : "nearfull";
                yield return new(code, new HealthCheck(
                    severity, $"{osds.Count} {nearly} osd(s)", [.. osds.Select(osd => $"osd.{osd} is {words switch
                    {
                        "nearfull" => "near full",
                        "backfillfull" => "backfill full",
                        _ => "full",
                    }}")], osds.Count));
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, HealthCheck>> CheckFlags(OsdMap map)
    {
        if (ShownFlags(map) is { } flags)
        {
            var severity = map.Client.Flags.HasFlag(OsdMapFlags.Full) ? HealthSeverity.Error : HealthSeverity.Warning;
            yield return new("OSDMAP_FLAGS", new HealthCheck(severity, $"{flags} flag(s) set", [], 0));
        }
    }

    private static IEnumerable<KeyValuePair<string, HealthCheck>> CheckRestrictions(OsdMap map)
    {
        List<string> detail = [];
        for (var osd = 0; osd < map.Client.MaxOsd; osd++)
        {
            if (map.Exists(osd) && (map.StateOf(osd) & Restrictions) is var bits and not OsdState.None)
            {
                detail.Add($"osd.{osd} has flags {Names(bits)}");
            }
        }

        foreach (var (id, bits) in map.Daemons.CrushNodeFlags)
        {
            if (map.Client.Crush is { } crush && crush.ItemNames.TryGetValue(id, out var name))
            {
                var type = crush.TypeNames.GetValueOrDefault(crush.BucketOf(id)?.Type ?? 0, "");
                detail.Add($"{type} {name} has flags {Names((OsdState)bits)}");
            }
        }

        foreach (var (id, bits) in map.Daemons.DeviceClassFlags)
        {
            detail.Add($"device class '{map.Client.Crush?.ClassNames.GetValueOrDefault(id)}' has flags {Names((OsdState)bits)}");
        }

        if (detail.Count > 0)
        {
            yield return Warning(
                "OSD_FLAGS",
                $"{detail.Count} OSDs or CRUSH {{nodes, device-classes}} have {{NOUP,NODOWN,NOIN,NOOUT}} flags set",
                detail,
                detail.Count);
        }
    }

    private static IEnumerable<KeyValuePair<string, HealthCheck>> CheckPools(OsdMap map)
    {
        foreach (var (bit, code, words, severity) in ((ulong, string, string, HealthSeverity)[])
        [
            (FullPool, "POOL_FULL", "full", HealthSeverity.Error),
            (BackfillFullPool, "POOL_BACKFILLFULL", "backfillfull", HealthSeverity.Warning),
            (NearFullPool, "POOL_NEARFULL", "nearfull", HealthSeverity.Warning),
        ])
        {
            var pools = map.Client.Pools.Where(pair => (pair.Value.Flags & bit) != 0).ToList();
            if (pools.Count > 0)
            {
                yield return new(code, new HealthCheck(
                    severity,
                    $"{pools.Count} pool(s) {words}",
                    [.. pools.Select(pair => $"pool '{NameOf(map, pair.Key)}' is {words}{WhyFull(bit, pair.Value)}")],
                    pools.Count));
            }
        }

        var single = map.Client.Pools.Where(static pair => pair.Value.Size == 1).Select(pair => NameOf(map, pair.Key)).ToList();
        if (single.Count > 0)
        {
            yield return Warning(
                "POOL_NO_REDUNDANCY",
                $"{single.Count} pool(s) have no replicas configured",
                [.. single.Select(static name => $"pool '{name}' has no replicas configured")],
                single.Count);
        }
    }

    private static string WhyFull(ulong bit, PgPool pool) => bit != FullPool ? ""
        : (pool.Flags & FullQuotaPool) != 0 ? " (running out of quota)" : " (no space)";

    private static string NameOf(OsdMap map, long pool) => map.Client.PoolNames.TryGetValue(pool, out var name) ? name : "";

    private static string Names(OsdState bits) => string.Join(',', OsdFlagNames.ToStateNames((uint)bits));

    // From the root down.
    private static string Place(CrushMap crush, int item) => string.Join(',', crush.AncestorsOf(item).Reverse()
        .Select(bucket => $"{crush.TypeNames.GetValueOrDefault(bucket.Type)}={crush.ItemNames.GetValueOrDefault(bucket.Id)}"));

    private static KeyValuePair<string, HealthCheck> Warning(string code, string summary, IReadOnlyList<string> detail, long count) =>
        new(code, new HealthCheck(HealthSeverity.Warning, summary, detail, count));
}
