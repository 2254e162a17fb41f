using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Frames;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>What changed from one epoch's OSD map to the next; <see cref="OsdMapUpdate.Apply"/> makes the next map of it.</summary>
/// <param name="Crc">Of the incremental's own bytes, as read; <see cref="Encode"/> computes it anew.</param>
/// <param name="FullCrc">That of the map which results.</param>
public sealed record OsdMapIncremental(OsdIncrementalClientPart Client, OsdIncrementalDaemonPart Daemons, uint Crc, uint FullCrc)
    : IWireType<OsdMapIncremental>
{
    private const byte Version = 8;
    private const byte OldestReader = 7;
    private const int TailSize = 2 * sizeof(uint);

    public static int MinimumSize => 6;

    public uint Epoch => Client.Epoch;

    public static OsdMapIncremental Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var client = reader.Read<OsdIncrementalClientPart>();
        var daemons = reader.Read<OsdIncrementalDaemonPart>();
        var crc = reader.ReadUInt32();
        var fullCrc = reader.ReadUInt32();
        reader.EndStruct(scope);
        return new OsdMapIncremental(client, daemons, crc, fullCrc);
    }

    public void Encode(WireWriter writer)
    {
        var start = writer.Length;
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.Write(Client);
        writer.Write(Daemons);
        writer.WriteUInt32(0);
        writer.WriteUInt32(FullCrc);
        writer.EndStruct(scope);
        var crcAt = writer.Length - TailSize;
        writer.SetUInt32(crcAt, ComputeCrc(writer.Written[start..]));
    }

    /// <summary>Whether an incremental's own checksum is right. The bytes must be the incremental and nothing else.</summary>
    public static bool HasValidCrc(ReadOnlySpan<byte> incremental) =>
        incremental.Length > TailSize && new WireReader(incremental[^TailSize..]).ReadUInt32() == ComputeCrc(incremental);

    // Over all but itself; the full map's checksum, which follows, counts.
    private static uint ComputeCrc(ReadOnlySpan<byte> incremental) =>
        Crc32C.Append(Crc32C.Append(Crc32C.SegmentSeed, incremental[..^TailSize]), incremental[^sizeof(uint)..]);
}
