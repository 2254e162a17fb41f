using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>How a pool's sums changed, and up to when.</summary>
public sealed record PoolStatDelta(PoolStat Delta, UTime Stamp) : IWireType<PoolStatDelta>
{
    public static int MinimumSize => PoolStat.MinimumSize + UTime.MinimumSize;

    public static PoolStatDelta Decode(ref WireReader reader)
    {
        var delta = reader.Read<PoolStat>();
        var stamp = reader.ReadUTime();
        return new PoolStatDelta(delta, stamp);
    }

    public void Encode(WireWriter writer)
    {
        writer.Write(Delta);
        writer.WriteUTime(Stamp);
    }
}
