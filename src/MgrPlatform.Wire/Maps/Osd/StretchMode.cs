using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>Whether the cluster spans two sites, and how it fares.</summary>
/// <param name="Degraded">How many sites are missing.</param>
/// <param name="Bucket">The CRUSH type of a site.</param>
public readonly record struct StretchMode(bool Enabled, uint BucketCount, uint Degraded, uint Recovering, int Bucket)
    : IWireType<StretchMode>
{
    public static int MinimumSize => 17;

    public static StretchMode Decode(ref WireReader reader)
    {
        var enabled = reader.ReadBool();
        var bucketCount = reader.ReadUInt32();
        var degraded = reader.ReadUInt32();
        var recovering = reader.ReadUInt32();
        var bucket = reader.ReadInt32();
        return new StretchMode(enabled, bucketCount, degraded, recovering, bucket);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteBool(Enabled);
        writer.WriteUInt32(BucketCount);
        writer.WriteUInt32(Degraded);
        writer.WriteUInt32(Recovering);
        writer.WriteInt32(Bucket);
    }
}
