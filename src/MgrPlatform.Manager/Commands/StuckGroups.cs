using MgrPlatform.Manager.Pg;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Commands;

/// <summary>Groups that have been in a bad state for longer than a threshold.</summary>
internal static class StuckGroups
{
    private static readonly Dictionary<string, (Func<PgStat, bool> Is, Func<PgStat, UTime> Since)> Kinds = new()
    {
        ["inactive"] = (static stat => (stat.State & PgState.Active) == 0, static stat => stat.LastActive),
        ["unclean"] = (static stat => (stat.State & PgState.Clean) == 0, static stat => stat.LastClean),
        ["undersized"] = (static stat => (stat.State & PgState.Undersized) != 0, static stat => stat.LastFullsized),
        ["degraded"] = (static stat => (stat.State & PgState.Degraded) != 0, static stat => stat.LastUndegraded),
        ["stale"] = (static stat => (stat.State & PgState.Stale) != 0, static stat => stat.LastUnstale),
    };

    public static bool IsKnown(string kind) => Kinds.ContainsKey(kind);

    public static IEnumerable<KeyValuePair<PgId, PgStat>> Of(
        PgMapSnapshot map, IReadOnlyCollection<string> kinds, UTime now, TimeSpan threshold)
    {
        var cutoff = UTime.FromNanoseconds(now.ToNanoseconds() - (threshold.Ticks * TimeSpan.NanosecondsPerTick));
        return map.Groups.Where(group => kinds.Any(kind => Kinds[kind].Is(group.Value) && Kinds[kind].Since(group.Value) < cutoff));
    }
}
