using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Manager.Pg.Health;

/// <summary>
/// What the groups' states mean to the cluster: data out of reach, with too few copies, damaged, or stuck for want of room.
/// </summary>
internal sealed class StateChecks(PgMapSnapshot map, UTime now, PgHealthOptions options)
{
    private static readonly Dictionary<string, (HealthSeverity Severity, string Text)> Consequences = new()
    {
        ["PG_AVAILABILITY"] = (HealthSeverity.Warning, "Reduced data availability: "),
        ["PG_DEGRADED"] = (HealthSeverity.Warning, "Degraded data redundancy: "),
        ["PG_BACKFILL_FULL"] = (HealthSeverity.Warning, "Low space hindering backfill (add storage if this doesn't resolve itself): "),
        ["PG_DAMAGED"] = (HealthSeverity.Error, "Possible data damage: "),
        ["PG_RECOVERY_FULL"] = (HealthSeverity.Error, "Full OSDs blocking recovery: "),
    };

    // In the order of their bits. With a time a state counts only when it has lasted; of Active the absence counts.
    private static readonly (PgState State, string Code, Func<PgStat, UTime>? Since)[] Responses =
    [
        (PgState.Active, "PG_AVAILABILITY", static stat => stat.LastActive),
        (PgState.Down, "PG_AVAILABILITY", null),
        (PgState.RecoveryUnfound, "PG_DAMAGED", null),
        (PgState.BackfillUnfound, "PG_DAMAGED", null),
        (PgState.Degraded, "PG_DEGRADED", null),
        (PgState.Inconsistent, "PG_DAMAGED", null),
        (PgState.Peering, "PG_AVAILABILITY", static stat => stat.LastActive > stat.LastPeered ? stat.LastActive : stat.LastPeered),
        (PgState.Incomplete, "PG_AVAILABILITY", null),
        (PgState.Stale, "PG_AVAILABILITY", static stat => stat.LastUnstale),
        (PgState.BackfillTooFull, "PG_BACKFILL_FULL", null),
        (PgState.Undersized, "PG_DEGRADED", static stat => stat.LastFullsized),
        (PgState.RecoveryTooFull, "PG_RECOVERY_FULL", null),
        (PgState.SnapTrimError, "PG_DAMAGED", null),
    ];

    private static readonly PgState Troubles =
        Responses
            .Where(static response => response.State != PgState.Active)
            .Aggregate(PgState.Unknown, static (all, next) => all | next.State);

    private readonly UTime _cutoff = UTime.FromNanoseconds(
        now.ToNanoseconds() - (options.StuckThreshold.Ticks * TimeSpan.NanosecondsPerTick));

    private readonly SortedDictionary<string, Causes> _detected = new(StringComparer.Ordinal);

    public void AddTo(SortedDictionary<string, HealthCheck> checks)
    {
        // The counts tell at once that a healthy cluster needs no walk over its groups.
        if (map.PgsByState.Keys.All(static state => (state & PgState.Active) != 0 && (state & Troubles) == 0))
        {
            return;
        }

        foreach (var (id, stat) in map.Groups)
        {
            Examine(id, stat);
        }

        foreach (var (code, causes) in _detected)
        {
            var (severity, text) = Consequences[code];
            var sum = map.Sum.Stats;
            if (code == "PG_DEGRADED" && sum[ObjectStat.ObjectsDegraded] != 0 && sum[ObjectStat.ObjectCopies] > 0)
            {
                text += PgTraffic.ShareText("degraded", sum[ObjectStat.ObjectsDegraded], sum[ObjectStat.ObjectCopies]) + ", ";
            }

            text += string.Join(
                ", ", causes.States.Select(static pair => $"{pair.Value} {(pair.Value > 1 ? "pgs" : "pg")} {NameOf(pair.Key)}"));
            checks[code] = new HealthCheck(severity, text, [.. causes.Messages.Values], causes.States.Values.Sum());
        }
    }

    private static string NameOf(PgState state) => state == PgState.Active ? "inactive" : state.ToName();

    private void Examine(PgId id, PgStat stat)
    {
        foreach (var (state, code, since) in Responses)
        {
            if ((stat.State & state) != 0 == (state == PgState.Active) || (since is not null && !IsStuck(stat, since(stat))))
            {
                continue;
            }

            if (!_detected.TryGetValue(code, out var causes))
            {
                _detected[code] = causes = new Causes();
            }

            causes.States[state] = causes.States.GetValueOrDefault(state) + 1;
            if (causes.Messages.Count <= options.MaxDetail)
            {
                // A group that is wrong in two ways is told of once, by the later one.
                causes.Messages[id] = Message(id, stat, state, since) + Advice(id, stat);
            }
        }
    }

    private bool IsStuck(PgStat stat, UTime since) => since < _cutoff && !(since.IsZero && stat.LastChange >= _cutoff);

    private string Message(PgId id, PgStat stat, PgState state, Func<PgStat, UTime>? since)
    {
        var acting = $"[{string.Join(',', stat.Acting)}]";
        if (since is null)
        {
            var unfound = stat.Stats[ObjectStat.ObjectsUnfound];
            return $"pg {id} is {stat.State.ToName()}, acting {acting}{(unfound != 0 ? $", {unfound} unfound" : "")}";
        }

        var time = since(stat);
        var howLong = time.IsZero ? "since forever" : $"for {Ages.Short(now.ToNanoseconds() - time.ToNanoseconds())}";
        return $"pg {id} is stuck {NameOf(state)} {howLong}, current state {stat.State.ToName()}, last acting {acting}";
    }

    private string Advice(PgId id, PgStat stat) =>
        (stat.State & PgState.Incomplete) != 0 && map.OsdMap.Client.Pools.TryGetValue(id.Pool, out var pool) && pool.MinSize > 1
            ? $" (reducing pool {map.OsdMap.Client.PoolNames.GetValueOrDefault(id.Pool)} min_size from {pool.MinSize} may help; "
                + "search ceph.com/docs for 'incomplete')"
            : "";

    private sealed class Causes
    {
        public SortedDictionary<PgState, int> States { get; } = [];

        public SortedDictionary<PgId, string> Messages { get; } = [];
    }
}
