using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>An OSD's history, in epochs.</summary>
public readonly record struct OsdInfo(uint LastCleanBegin, uint LastCleanEnd, uint UpFrom, uint UpThru, uint DownAt, uint LostAt)
    : IWireType<OsdInfo>
{
    private const byte Version = 1;

    public static int MinimumSize => 25;

    public static OsdInfo Decode(ref WireReader reader)
    {
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new WireFormatException($"an OSD's info of version {version}, known is {Version}", reader.Position);
        }

        var lastCleanBegin = reader.ReadUInt32();
        var lastCleanEnd = reader.ReadUInt32();
        var upFrom = reader.ReadUInt32();
        var upThru = reader.ReadUInt32();
        var downAt = reader.ReadUInt32();
        var lostAt = reader.ReadUInt32();
        return new OsdInfo(lastCleanBegin, lastCleanEnd, upFrom, upThru, downAt, lostAt);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteByte(Version);
        writer.WriteUInt32(LastCleanBegin);
        writer.WriteUInt32(LastCleanEnd);
        writer.WriteUInt32(UpFrom);
        writer.WriteUInt32(UpThru);
        writer.WriteUInt32(DownAt);
        writer.WriteUInt32(LostAt);
    }
}
