using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>How many sites must take part before a group of a pool that spans sites may serve.</summary>
/// <param name="MandatoryMember">A CRUSH id; 2147483647 for none.</param>
public readonly record struct PeeringCrush(uint BucketCount, uint BucketTarget, uint BucketBarrier, int MandatoryMember)
    : IWireType<PeeringCrush>
{
    public static readonly PeeringCrush None = new(0, 0, 0, int.MaxValue);

    public static int MinimumSize => 16;

    public static PeeringCrush Decode(ref WireReader reader)
    {
        var bucketCount = reader.ReadUInt32();
        var bucketTarget = reader.ReadUInt32();
        var bucketBarrier = reader.ReadUInt32();
        var mandatoryMember = reader.ReadInt32();
        return new PeeringCrush(bucketCount, bucketTarget, bucketBarrier, mandatoryMember);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt32(BucketCount);
        writer.WriteUInt32(BucketTarget);
        writer.WriteUInt32(BucketBarrier);
        writer.WriteInt32(MandatoryMember);
    }
}
