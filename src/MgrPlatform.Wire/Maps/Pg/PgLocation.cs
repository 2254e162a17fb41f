using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>How many objects of a degraded group are at just these OSDs.</summary>
public sealed record PgLocation(IReadOnlyList<PgShard> Shards, int Objects) : IWireType<PgLocation>
{
    public static int MinimumSize => 8;

    public static PgLocation Decode(ref WireReader reader)
    {
        var shards = reader.ReadList<PgShard>();
        var objects = reader.ReadInt32();
        return new PgLocation(shards, objects);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteList(Shards);
        writer.WriteInt32(Objects);
    }
}
