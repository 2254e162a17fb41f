using MgrPlatform.Monitor.Services.Osd.Crush;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Osd;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>
/// A pool is as full as the fullest OSD on which its rule may place data: clients hold their writes by the pool's flags. Pure.
/// </summary>
internal static class PoolFullness
{
    private const ulong Full = 1 << 1;
    private const ulong FullByQuota = 1 << 10;
    private const ulong NearFull = 1 << 11;
    private const ulong BackfillFull = 1 << 12;

    public static void Apply(PendingOsdMap map)
    {
        foreach (var id in map.PoolNames().Keys)
        {
            if (map.FindPool(id) is not { } pool)
            {
                continue;
            }

            var state = DevicesOf(map.Crush, pool).Where(map.IsIn).Aggregate(OsdState.None, (bits, osd) => bits | map.StateOf(osd));
            var isFull = state.HasFlag(OsdState.Full) || (pool.Flags & FullByQuota) != 0;
            var flag =
                isFull ? Full : state.HasFlag(OsdState.BackfillFull) ? BackfillFull : state.HasFlag(OsdState.NearFull) ? NearFull : 0;
            var flags = (pool.Flags & ~(Full | NearFull | BackfillFull)) | flag;
            if (flags != pool.Flags)
            {
                map.NewPools[id] = pool with { Flags = flags };
            }
        }
    }

    private static IEnumerable<int> DevicesOf(CrushMap crush, PgPool pool)
    {
        var rule = pool.CrushRule < crush.Rules.Count ? crush.Rules[pool.CrushRule] : null;
        return rule is null
            ? []
            : rule.Steps.Where(static step => step.Operation == CrushOperation.Take).SelectMany(step => crush.DevicesBelow(step.First))
                .Distinct();
    }
}
