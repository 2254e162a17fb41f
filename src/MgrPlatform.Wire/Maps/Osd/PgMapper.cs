using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>
/// Computes where the placement groups of an OSD map lie: CRUSH, then what the map says otherwise (upmaps, affinities, temporary
/// assignments). Pure, and the same as in Ceph's own daemons.
/// </summary>
public sealed class PgMapper
{
    private const ulong HashPool = 1;
    private const int Replicated = 1;
    private const uint FullAffinity = 0x10000;
    private const int NoOsd = CrushMapper.NoDevice;

    private readonly OsdMap _map;
    private readonly CrushMapper? _crush;

    /// <inheritdoc cref="CrushMapper(CrushMap)"/>
    public PgMapper(OsdMap map)
    {
        _map = map;
        _crush = map.Client.Crush is { } crush ? new CrushMapper(crush) : null;
    }

    /// <summary>Where a group lies; <see cref="PgPlacement.None"/> if the map has no such group.</summary>
    public PgPlacement Map(PgId pg)
    {
        if (!_map.Client.Pools.TryGetValue(pg.Pool, out var pool) || pg.Seed >= pool.PgCount)
        {
            return PgPlacement.None;
        }

        var seed = PlacementSeed(pool, pg);
        var raw = Raw(pool, pg.Pool, seed);
        ApplyUpmap(pg, raw);
        var up = KeepUp(pool, raw);
        var upPrimary = ApplyAffinity(pool, seed, up);
        var acting = Temporary(pool, pg, out var actingPrimary);
        return new PgPlacement(up, upPrimary, acting.Count > 0 ? acting : up, actingPrimary != -1 ? actingPrimary : upPrimary);
    }

    /// <summary>The group of an object by the hash of its name.</summary>
    public static PgId GroupOf(long poolId, PgPool pool, uint nameHash) => new(poolId, StableModulo(nameHash, pool.PgCount));

    /// <summary>The number of a group among <paramref name="count"/>: when the count grows, groups split and never mix.</summary>
    public static uint StableModulo(uint number, uint count)
    {
        if (count == 0)
        {
            return 0;
        }

        var mask = (uint)((1UL << (32 - System.Numerics.BitOperations.LeadingZeroCount(count - 1))) - 1);
        return (number & mask) < count ? number & mask : number & (mask >> 1);
    }

    private static uint PlacementSeed(PgPool pool, PgId pg)
    {
        var seed = StableModulo(pg.Seed, pool.PgpCount);
        return (pool.Flags & HashPool) != 0 ? CrushHash.Of(seed, (uint)pg.Pool) : seed + (uint)pg.Pool;
    }

    private List<int> Raw(PgPool pool, long id, uint seed)
    {
        if (_crush is null)
        {
            return [];
        }

        var rule = _crush.FindRule(pool.CrushRule, pool.Type, pool.Size);
        List<int> osds = [.. _crush.Map(rule, seed, pool.Size, _map.Client.OsdWeights, id)];
        Drop(pool, osds, osd => !_map.Exists(osd));
        return osds;
    }

    private void ApplyUpmap(PgId pg, List<int> osds)
    {
        if (_map.Client.PgUpmap.TryGetValue(pg, out var upmap))
        {
            if (upmap.Any(IsOut))
            {
                return; // It would keep data on an OSD that is to be emptied.
            }

            osds.Clear();
            osds.AddRange(upmap);
        }

        foreach (var (from, to) in _map.Client.PgUpmapItems.TryGetValue(pg, out var items) ? items : [])
        {
            var at = osds.IndexOf(from);
            if (at >= 0 && !osds.Contains(to) && !IsOut(to))
            {
                osds[at] = to;
            }
        }

        if (_map.Client.PgUpmapPrimaries.TryGetValue(pg, out var primary) && !IsOut(primary) && osds.IndexOf(primary) is > 0 and var place)
        {
            (osds[0], osds[place]) = (osds[place], osds[0]);
        }
    }

    private List<int> KeepUp(PgPool pool, List<int> raw)
    {
        List<int> up = [.. raw];
        Drop(pool, up, osd => !_map.IsUp(osd));
        return up;
    }

    private int ApplyAffinity(PgPool pool, uint seed, List<int> up)
    {
        var first = up.FindIndex(static osd => osd != NoOsd);
        if (first < 0)
        {
            return -1;
        }

        if (_map.Client.PrimaryAffinity.Count == 0 || up.TrueForAll(osd => osd == NoOsd || _map.PrimaryAffinityOf(osd) == FullAffinity))
        {
            return up[first];
        }

        var chosen = up.FindIndex(osd => osd != NoOsd && Accepts(osd, seed));
        chosen = chosen < 0 ? first : chosen;
        var primary = up[chosen];
        if (pool.Type == Replicated)
        {
            up.RemoveAt(chosen);
            up.Insert(0, primary);
        }

        return primary;
    }

    private bool Accepts(int osd, uint seed)
    {
        var affinity = _map.PrimaryAffinityOf(osd);
        return affinity >= FullAffinity || CrushHash.Of(seed, (uint)osd) >> 16 < affinity;
    }

    private List<int> Temporary(PgPool pool, PgId pg, out int primary)
    {
        List<int> osds = _map.Client.PgTemp.TryGetValue(pg, out var assigned) ? [.. assigned] : [];
        Drop(pool, osds, osd => !_map.IsUp(osd));
        if (!_map.Client.PrimaryTemp.TryGetValue(pg, out primary))
        {
            var first = osds.FindIndex(static osd => osd != NoOsd);
            primary = first < 0 ? -1 : osds[first];
        }

        return osds;
    }

    // In replicated pools the others move up; in erasure-coded ones each place means something.
    private static void Drop(PgPool pool, List<int> osds, Predicate<int> unwanted)
    {
        if (pool.Type == Replicated)
        {
            osds.RemoveAll(osd => osd == NoOsd || unwanted(osd));
            return;
        }

        for (var i = 0; i < osds.Count; i++)
        {
            if (unwanted(osds[i]))
            {
                osds[i] = NoOsd;
            }
        }
    }

    private bool IsOut(int osd) => osd != NoOsd && osd >= 0 && osd < _map.Client.MaxOsd && _map.WeightOf(osd) == 0;
}
