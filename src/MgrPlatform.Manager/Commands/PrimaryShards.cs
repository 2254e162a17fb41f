using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Commands;

/// <summary>Which OSD leads a group by the OSD map, and under which shard it knows the group.</summary>
internal sealed class PrimaryShards(OsdMap map)
{
    private const byte Erasure = 3;

    private readonly PgMapper _mapper = new(map);

    /// <summary>The primary is -1 when no OSD leads the group.</summary>
    public (int Primary, ShardedPgId Group) Of(PgId id)
    {
        var placement = _mapper.Map(id);
        var primary = placement.ActingPrimary;
        var shard = PgShard.NoShard;
        if (map.Client.Pools.TryGetValue(id.Pool, out var pool) && pool.Type == Erasure)
        {
            for (var at = 0; at < placement.Acting.Count; at++)
            {
                if (placement.Acting[at] == primary)
                {
                    shard = (sbyte)at;
                    break;
                }
            }
        }

        return (primary, new ShardedPgId(id, shard));
    }

    public bool Exists(PgId id) => map.Client.Pools.TryGetValue(id.Pool, out var pool) && id.Seed < pool.PgCount;

    /// <summary>As Ceph prints it: a shard of an erasure-coded group by its number.</summary>
    public static string Text(ShardedPgId id) => id.Shard == PgShard.NoShard ? $"{id.Pg}" : $"{id.Pg}s{id.Shard}";
}
