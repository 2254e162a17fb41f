using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Pg;

/// <summary>A pool's placement groups at one moment. Immutable.</summary>
/// <param name="Groups">By number in the pool.</param>
/// <param name="ByState">How many groups are in each state.</param>
/// <param name="Delta">How the sums changed; absent in the pool's first step.</param>
/// <param name="DeltaDuration">The time that it covers.</param>
/// <param name="Statfs">What the OSDs' stores use for the pool, in no order.</param>
public sealed record PoolSnapshot(
    long Id,
    IReadOnlyList<PgStat> Groups,
    PoolStat Sum,
    IReadOnlyDictionary<PgState, int> ByState,
    PoolStatDelta? Delta,
    UTime DeltaDuration,
    IReadOnlyList<KeyValuePair<int, StoreStatfs>> Statfs);
