using System.Globalization;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>An OSD, and which shard of an erasure-coded group it holds; -1 for a whole copy.</summary>
public readonly record struct PgShard(int Osd, sbyte Shard) : IWireType<PgShard>
{
    public const sbyte NoShard = -1;
    private const byte Version = 1;

    public static int MinimumSize => 11;

    public static PgShard Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var osd = reader.ReadInt32();
        var shard = reader.ReadSByte();
        reader.EndStruct(scope);
        return new PgShard(osd, shard);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteInt32(Osd);
        writer.WriteSByte(Shard);
        writer.EndStruct(scope);
    }

    public override string ToString() =>
        Shard == NoShard
            ? Osd.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{Osd}({Shard})");
}
