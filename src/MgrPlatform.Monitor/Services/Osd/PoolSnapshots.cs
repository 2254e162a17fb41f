using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>Snapshots of pools, and the numbers of those that clients manage by themselves.</summary>
internal static class PoolSnapshots
{
    public const ulong SelfManaged = 1 << 13;
    public const ulong Pooled = 1 << 14;

    public static PgPool Add(PgPool pool, string name, uint epoch, UTime now)
    {
        var id = pool.SnapSequence + 1;
        return pool with
        {
            Flags = pool.Flags | Pooled,
            SnapSequence = id,
            SnapEpoch = epoch,
            Snaps = new SortedDictionary<ulong, PoolSnap>(pool.Snaps.ToDictionary()) { [id] = new PoolSnap(id, now, name) },
        };
    }

    public static void Remove(PendingOsdMap map, long poolId, PgPool pool, string name)
    {
        var snaps = new SortedDictionary<ulong, PoolSnap>(pool.Snaps.ToDictionary());
        var id = snaps.First(pair => pair.Value.Name == name).Key;
        snaps.Remove(id);
        map.NewPools[poolId] = pool with { Snaps = snaps, SnapSequence = pool.SnapSequence + 1, SnapEpoch = map.Epoch };
        Removed(map, poolId, id);
    }

    /// <summary>The next number for a snapshot that a client manages.</summary>
    public static ulong AddSelfManaged(PendingOsdMap map, long poolId, PgPool pool)
    {
        // Ceph begins with a snapshot that is removed at once, so that its old clients see the mode in the set of removed ones.
        var id = Math.Max(pool.SnapSequence, 1) + 1;
        map.NewPools[poolId] = pool with { Flags = pool.Flags | SelfManaged, SnapSequence = id, SnapEpoch = map.Epoch };
        return id;
    }

    public static void RemoveSelfManaged(PendingOsdMap map, long poolId, PgPool pool, ulong id)
    {
        map.NewPools[poolId] = pool with { SnapSequence = pool.SnapSequence + 1, SnapEpoch = map.Epoch };
        Removed(map, poolId, id);
    }

    private static void Removed(PendingOsdMap map, long poolId, ulong id)
    {
        if (!map.NewRemovedSnaps.TryGetValue(poolId, out var removed))
        {
            map.NewRemovedSnaps[poolId] = removed = [];
        }

        removed.Add(new SnapInterval(id, 1));
        removed.Sort(static (left, right) => left.Start.CompareTo(right.Start));
    }
}
