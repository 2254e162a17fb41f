using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>A placement group, and which shard of it; -1 for a replicated one (Ceph's <c>spg_t</c>).</summary>
public readonly record struct ShardedPgId(PgId Pg, sbyte Shard) : IWireType<ShardedPgId>
{
    private const byte Version = 1;

    public static int MinimumSize => 24;

    public static ShardedPgId Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var pg = reader.Read<PgId>();
        var shard = reader.ReadSByte();
        reader.EndStruct(scope);
        return new ShardedPgId(pg, shard);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.Write(Pg);
        writer.WriteSByte(Shard);
        writer.EndStruct(scope);
    }
}
