using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>What an incremental changes of the stretch mode. Known from sources only, its order included.</summary>
/// <param name="Changed">Whether the rest counts.</param>
public readonly record struct StretchModeChange(
    bool Changed, uint BucketCount, uint Degraded, uint Recovering, int Bucket, bool Enabled) : IWireType<StretchModeChange>
{
    public static int MinimumSize => 18;

    public static StretchModeChange Decode(ref WireReader reader)
    {
        var changed = reader.ReadBool();
        var bucketCount = reader.ReadUInt32();
        var degraded = reader.ReadUInt32();
        var recovering = reader.ReadUInt32();
        var bucket = reader.ReadInt32();
        var enabled = reader.ReadBool();
        return new StretchModeChange(changed, bucketCount, degraded, recovering, bucket, enabled);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteBool(Changed);
        writer.WriteUInt32(BucketCount);
        writer.WriteUInt32(Degraded);
        writer.WriteUInt32(Recovering);
        writer.WriteInt32(Bucket);
        writer.WriteBool(Enabled);
    }
}
