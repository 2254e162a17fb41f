using System.Globalization;
using System.Numerics;
using System.Text.Json;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Pg.Scaling;

/// <summary>
/// Brings pools to the number of groups that an operator, or the autoscaler, set for them. The monitors only note the target; it is the
/// manager that walks there, a few groups at a time, and only while the cluster can bear it. Ask it after each step of the map.
/// </summary>
public sealed class PgNumberPlan
{
    private const ulong CreatingFlag = 1 << 15;
    private const int MergesAhead = 8;

    private readonly PgMapSnapshot _map;
    private readonly PgNumberOptions _options;
    private readonly List<string> _commands = [];
    private readonly double _misplaced;
    private readonly bool _isTroubled;
    private int _left;

    private PgNumberPlan(PgMapSnapshot map, PgNumberOptions options)
    {
        _map = map;
        _options = options;
        var sum = map.Sum.Stats;
        var copies = sum[ObjectStat.ObjectCopies];
        _misplaced = copies > 0 ? sum[ObjectStat.ObjectsMisplaced] / (double)copies : 0;
        _isTroubled = map.PgCount > map.ActivePgCount || (copies > 0 && sum[ObjectStat.ObjectsDegraded] > 0);
        var max = Math.Max(1, options.MaxCreating);
        _left = max - map.PgsByState
            .Where(static pair => pair.Key == PgState.Unknown || (pair.Key & PgState.Creating) != 0).Sum(static pair => pair.Value);
    }

    /// <summary>Commands for the monitors, as JSON; none when all pools are where they should be or have to wait.</summary>
    public static IReadOnlyList<string> Commands(PgMapSnapshot map, PgNumberOptions options)
    {
        var plan = new PgNumberPlan(map, options);
        foreach (var (id, pool) in map.OsdMap.Client.Pools)
        {
            if (plan._left <= 0)
            {
                break;
            }

            plan.Add(id, pool, map.OsdMap.Client.PoolNames.GetValueOrDefault(id, ""));
        }

        return plan._commands;
    }

    private void Add(long id, PgPool pool, string name)
    {
        var isCreating = (pool.Flags & CreatingFlag) != 0;
        if (!isCreating && pool.PgCountTarget < pool.PgCount && CanMerge(id, pool))
        {
            Set(name, "pg_num_actual", pool.PgCount - 1);
            return;
        }

        if (!isCreating && pool.PgCountTarget > pool.PgCount)
        {
            Split(id, pool, name);
        }

        var target = Math.Min(pool.PgCountPending, pool.PgpCountTarget);
        var isBlocked = target > pool.PgpCount && pool.PgpCount == pool.PgCount;
        if (target != pool.PgpCount && !isBlocked && !_isTroubled && _misplaced <= _options.MaxMisplacedRatio)
        {
            var next = NextPlacement(id, pool, target);
            if (next != pool.PgpCount)
            {
                Set(name, "pgp_num_actual", next);
            }
        }
    }

    private void Split(long id, PgPool pool, string name)
    {
        var states = _map.PoolOf(id)?.ByState;
        var isActive = states is { Count: > 0 } && states.Keys.All(static state => (state & (PgState.Active | PgState.Peered)) != 0);
        var gap = (long)pool.PgCount - pool.PgpCount;
        if (!isActive || gap >= _options.MaxChange)
        {
            return;
        }

        var add = Math.Min(Math.Min(_left, _options.MaxChange - gap), pool.PgCountTarget - pool.PgCount);
        _left -= (int)add;
        Set(name, "pg_num_actual", pool.PgCount + add);
    }

    /// <summary>Whether the last group can go into its parent: both clean, in the same place, with no exception from CRUSH.</summary>
    private bool CanMerge(long id, PgPool pool)
    {
        var source = new PgId(id, pool.PgCount - 1);
        var target = new PgId(id, ParentOf(source.Seed));
        var canMerge = pool.PgCount == pool.PgCountPending && pool.PgCount != pool.PgpCount;
        foreach (var group in (PgId[])[source, target])
        {
            if (_map.OsdMap.Client.PgUpmap.ContainsKey(group) || _map.OsdMap.Client.PgUpmapItems.ContainsKey(group))
            {
                Send("osd rm-pg-upmap", json => json.WriteString("pgid", group.ToString()));
                Send("osd rm-pg-upmap-items", json => json.WriteString("pgid", group.ToString()));
                canMerge = false;
            }
        }

        return canMerge
            && _map.Find(source) is { } from && from.State.Has(PgStateSet.ActiveClean)
            && _map.Find(target) is { } to && to.State.Has(PgStateSet.ActiveClean)
            && from.Acting.SequenceEqual(to.Acting);
    }

    // Groups split by the highest bit of their number.
    private static uint ParentOf(uint seed) => seed == 0 ? 0 : seed & ~(1u << BitOperations.Log2(seed));

    private long NextPlacement(long id, PgPool pool, uint target)
    {
        var objects = _map.PoolOf(id)?.Sum.Stats[ObjectStat.Objects] ?? 0;
        if (pool.PgpCountTarget > pool.PgpCount && objects <= pool.PgpCountTarget)
        {
            return target; // Nearly empty: nothing to move.
        }

        // Not more than half of what may be misplaced at once, for this is an estimate: it takes all groups for equally large.
        var room = Math.Min(_options.MaxMisplacedRatio - _misplaced, _options.MaxMisplacedRatio / 2);
        var most = Math.Max((long)(pool.PgCount * room), 1);
        var next = Math.Clamp(target, Math.Max(0, pool.PgpCount - most), pool.PgpCount + most);
        if (pool.PgpCountTarget == pool.PgCountTarget && pool.PgpCountTarget < pool.PgCount)
        {
            // Do not run far ahead of the merges: it would pile groups onto few OSDs.
            var ahead = Math.Max(MergesAhead, (long)(pool.PgCount * _options.MaxMisplacedRatio));
            next = Math.Max(next, pool.PgCount - ahead);
        }

        return next;
    }

    private void Set(string pool, string variable, long value) => Send("osd pool set", json =>
    {
        json.WriteString("pool", pool);
        json.WriteString("var", variable);
        json.WriteString("val", value.ToString(CultureInfo.InvariantCulture));
    });

    private void Send(string prefix, Action<Utf8JsonWriter> writeArguments)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("prefix", prefix);
            writeArguments(json);
            json.WriteEndObject();
        }

        _commands.Add(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }
}
