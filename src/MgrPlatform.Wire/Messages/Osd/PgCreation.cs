using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>When a placement group was made.</summary>
public readonly record struct PgCreation(uint Epoch, UTime Stamp) : IWireType<PgCreation>
{
    public static int MinimumSize => 12;

    public static PgCreation Decode(ref WireReader reader)
    {
        var epoch = reader.ReadUInt32();
        var stamp = reader.ReadUTime();
        return new PgCreation(epoch, stamp);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt32(Epoch);
        writer.WriteUTime(Stamp);
    }
}
