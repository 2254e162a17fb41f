using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>
/// All OSDs and pools of a cluster. It has one part that clients read and one that only daemons read, and a checksum
/// over its bytes by which all daemons know that they have the same map.
/// </summary>
/// <param name="Crc">As read; <see cref="Encode"/> computes it anew.</param>
public sealed partial record OsdMap(OsdMapClientPart Client, OsdMapDaemonPart Daemons, uint Crc) : IWireType<OsdMap>
{
    private const byte Version = 8;
    private const byte OldestReader = 7;

    public static int MinimumSize => 6;

    public uint Epoch => Client.Epoch;

    public static OsdMap Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var client = reader.Read<OsdMapClientPart>();
        var daemons = reader.Read<OsdMapDaemonPart>();
        var crc = reader.ReadUInt32();
        reader.EndStruct(scope);
        return new OsdMap(client, daemons, crc);
    }

    public void Encode(WireWriter writer)
    {
        var start = writer.Length;
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.Write(Client);
        writer.Write(Daemons);
        writer.WriteUInt32(0);
        writer.EndStruct(scope);
        var crcAt = writer.Length - sizeof(uint);
        writer.SetUInt32(crcAt, Crc32C.Append(Crc32C.SegmentSeed, writer.Written[start..crcAt]));
    }

    /// <summary>The checksum at the end of a map's bytes.</summary>
    public static uint CrcOf(ReadOnlySpan<byte> map) => new WireReader(map[^sizeof(uint)..]).ReadUInt32();

    /// <summary>Whether the checksum at the end of a map's bytes is right. The bytes must be the map and nothing else.</summary>
    public static bool HasValidCrc(ReadOnlySpan<byte> map) =>
        map.Length > sizeof(uint)
        && CrcOf(map) == Crc32C.Append(Crc32C.SegmentSeed, map[..^sizeof(uint)]);
}
