using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Manager.Pg;

/// <summary>Questions that more than one answer asks of a group's state.</summary>
internal static class PgStateSet
{
    public const PgState ActiveClean = PgState.Active | PgState.Clean;

    public static bool Has(this PgState state, PgState wanted) => (state & wanted) == wanted;

    /// <summary>States with their counts, the most frequent first, as Ceph's status lists them.</summary>
    public static IEnumerable<KeyValuePair<PgState, int>> ByFrequency(this IReadOnlyDictionary<PgState, int> counts) =>
        counts.OrderBy(static pair => pair.Value).ThenBy(static pair => pair.Key).Reverse();
}
