using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Manager.Pg.Health;

/// <summary>What pools hold, against what they are set to.</summary>
internal sealed class PoolChecks(PgMapSnapshot map, UTime now, PgHealthOptions options)
{
    private const byte AutoscaleOn = 2;
    private const double Million = 1_000_000;

    private readonly (PoolSnapshot Pool, PgPool Settings, string Name)[] _pools =
    [
        .. from pool in map.Pools
           where map.OsdMap.Client.Pools.ContainsKey(pool.Id)
           select (pool, map.OsdMap.Client.Pools[pool.Id], map.OsdMap.Client.PoolNames.GetValueOrDefault(pool.Id, "")),
    ];

    public void AddTo(SortedDictionary<string, HealthCheck> checks)
    {
        AddLargeOmap(checks);
        AddCaches(checks);
        AddGroupNumbers(checks);
        AddQuotas(checks);
        AddApplications(checks);
    }

    private void AddLargeOmap(SortedDictionary<string, HealthCheck> checks)
    {
        var detail = (from entry in _pools
                      let count = entry.Pool.Sum.Stats[ObjectStat.LargeOmapObjects]
                      where count != 0
                      select $"{count} large objects found in pool '{entry.Name}'").ToList();
        if (detail.Count > 0)
        {
            var sum = map.Sum.Stats[ObjectStat.LargeOmapObjects];
            detail.Add("Search the cluster log for 'Large omap object found' for more details.");
            checks["LARGE_OMAP_OBJECTS"] = new HealthCheck(HealthSeverity.Warning, $"{sum} large omap objects", detail, sum);
        }
    }

    private void AddCaches(SortedDictionary<string, HealthCheck> checks)
    {
        var detail = new List<string>();
        var full = 0;
        foreach (var (pool, settings, name) in _pools)
        {
            var had = detail.Count;
            var sum = pool.Sum.Stats;
            var ratio = settings.CacheTargetFullRatioMicro
                + (ulong)((Million - settings.CacheTargetFullRatioMicro) * options.CacheFullWarnRatio);
            var objects = sum[ObjectStat.Objects];
            if (settings.TargetMaxObjects > 0
                && objects - sum[ObjectStat.ObjectsHitSetArchive] > settings.TargetMaxObjects * (ratio / Million))
            {
                detail.Add(
                    $"cache pool '{name}' with {Sizes.Count(objects)} objects "
                    + $"at/near target max {Sizes.Count(settings.TargetMaxObjects)} objects");
            }

            var bytes = sum[ObjectStat.Bytes];
            if (settings.TargetMaxBytes > 0 && bytes - sum[ObjectStat.BytesHitSetArchive] > settings.TargetMaxBytes * (ratio / Million))
            {
                detail.Add($"cache pool '{name}' with {Sizes.Bytes(bytes)} at/near target max {Sizes.Bytes(settings.TargetMaxBytes)}");
            }

            full += detail.Count > had ? 1 : 0;
        }

        if (full > 0)
        {
            checks["CACHE_POOL_NEAR_FULL"] = new HealthCheck(
                HealthSeverity.Warning, $"{full} cache pools at or near target size", detail, full);
        }
    }

    private void AddGroupNumbers(SortedDictionary<string, HealthCheck> checks)
    {
        if (map.PgCount == 0)
        {
            return;
        }

        var smaller = (from entry in _pools
                       where entry.Settings.PgCountTarget > entry.Settings.PgpCountTarget
                       select $"pool {entry.Name} pg_num {entry.Settings.PgCountTarget} > pgp_num {entry.Settings.PgpCountTarget}")
            .ToList();
        if (smaller.Count > 0)
        {
            checks["SMALLER_PGP_NUM"] = new HealthCheck(
                HealthSeverity.Warning, $"{smaller.Count} pools have pg_num > pgp_num", smaller, smaller.Count);
        }

        var all = map.Sum.Stats[ObjectStat.Objects];
        var average = (int)(all / map.PgCount);
        var many = new List<string>();
        foreach (var (pool, settings, name) in _pools)
        {
            var objects = pool.Sum.Stats[ObjectStat.Objects];
            if (average <= 0 || all < options.SkewMinObjects || objects < options.SkewMinPoolObjects || settings.PgCountTarget == 0)
            {
                continue;
            }

            var perGroup = (int)(objects / settings.PgCountTarget);
            var ratio = (float)perGroup / average;
            if (options.MaxObjectSkew > 0 && ratio > options.MaxObjectSkew && settings.AutoscaleMode != AutoscaleOn)
            {
                many.Add(
                    $"pool {name} objects per pg ({perGroup}) is more than {Numbers.SixDigits(ratio)} times cluster average ({average})");
            }
        }

        if (many.Count > 0)
        {
            checks["MANY_OBJECTS_PER_PG"] = new HealthCheck(
                HealthSeverity.Warning, $"{many.Count} pools have many more objects per pg than average", many, many.Count);
        }
    }

    private void AddQuotas(SortedDictionary<string, HealthCheck> checks)
    {
        List<string> full = [], near = [];
        int fullPools = 0, nearPools = 0;
        foreach (var (pool, settings, name) in _pools)
        {
            var (hadFull, hadNear) = (full.Count, near.Count);
            var objects = pool.Sum.Stats[ObjectStat.Objects];
            var bytes = pool.Sum.Stats[ObjectStat.Bytes];
            Sort(objects, settings.QuotaMaxObjects, $"pool '{name}' has {objects} objects (max {settings.QuotaMaxObjects})");
            Sort(bytes, settings.QuotaMaxBytes, $"pool '{name}' has {Sizes.Bytes(bytes)} (max {Sizes.Bytes(settings.QuotaMaxBytes)})");
            fullPools += full.Count > hadFull ? 1 : 0;
            nearPools += near.Count > hadNear ? 1 : 0;
        }

        if (fullPools > 0)
        {
            checks["POOL_FULL"] = new HealthCheck(HealthSeverity.Error, $"{fullPools} pools full", full, fullPools);
        }

        if (nearPools > 0)
        {
            checks["POOL_NEAR_FULL"] = new HealthCheck(HealthSeverity.Warning, $"{nearPools} pools nearfull", near, nearPools);
        }

        // A pool over its quota is the monitors' to tell of.
        void Sort(long held, ulong quota, string text)
        {
            if (quota == 0 || (ulong)held >= quota)
            {
                return;
            }

            if (options.QuotaErrorPercent > 0 && held >= quota * (options.QuotaErrorPercent / 100f))
            {
                full.Add(text);
            }
            else if (options.QuotaWarnPercent > 0 && held >= quota * (options.QuotaWarnPercent / 100f))
            {
                near.Add(text);
            }
        }
    }

    private void AddApplications(SortedDictionary<string, HealthCheck> checks)
    {
        if (!options.WarnsOfPoolsWithoutApplication)
        {
            return;
        }

        var detail = (from entry in _pools
                      where entry.Settings.Applications.Count == 0 && entry.Settings.TierOf < 0 && ShouldHaveOne(entry.Pool, entry.Settings)
                      select $"application not enabled on pool '{entry.Name}'").ToList();
        if (detail.Count > 0)
        {
            var count = detail.Count;
            detail.Add(
                "use 'ceph osd pool application enable <pool-name> <app-name>', where <app-name> is 'cephfs', 'rbd', 'rgw', "
                + "or freeform for custom applications.");
            checks["POOL_APP_NOT_ENABLED"] = new HealthCheck(
                HealthSeverity.Warning, $"{count} pool(s) do not have an application enabled", detail, count);
        }
    }

    private bool ShouldHaveOne(PoolSnapshot pool, PgPool settings) => options.Release switch
    {
        >= Release.Tentacle =>
            (now.ToNanoseconds() - settings.CreateTime.ToNanoseconds()) / TimeSpan.NanosecondsPerTick > options.PoolApplicationGrace.Ticks,
        >= Release.Reef => true,
        _ => pool.Sum.Stats[ObjectStat.Objects] > 0,
    };
}
