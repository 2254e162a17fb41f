using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>How many placement groups an OSD serves, should serve but does not, and leads.</summary>
public readonly record struct OsdPgCount(int Acting, int UpNotActing, int Primary) : IWireType<OsdPgCount>
{
    public static int MinimumSize => 12;

    public static OsdPgCount Decode(ref WireReader reader)
    {
        var acting = reader.ReadInt32();
        var upNotActing = reader.ReadInt32();
        var primary = reader.ReadInt32();
        return new OsdPgCount(acting, upNotActing, primary);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteInt32(Acting);
        writer.WriteInt32(UpNotActing);
        writer.WriteInt32(Primary);
    }
}
