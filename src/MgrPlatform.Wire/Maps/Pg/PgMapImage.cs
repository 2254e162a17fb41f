using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>All that the active manager was told of placement groups, as <c>ceph pg getmap</c> hands it out.</summary>
public sealed record PgMapImage : IWireType<PgMapImage>
{
    private const byte Version = 8;

    private static readonly Codec<(long Pool, int Osd)> PoolAndOsd = Codecs.Pair(Codecs.Int64, Codecs.Int32);

    public static int MinimumSize => 6;

    public ulong MapVersion { get; init; }

    public IReadOnlyDictionary<PgId, PgStat> Groups { get; init; } = ReadOnlyDictionary<PgId, PgStat>.Empty;

    public IReadOnlyDictionary<int, OsdStat> Osds { get; init; } = ReadOnlyDictionary<int, OsdStat>.Empty;

    /// <summary>Zero in managers since Luminous, as is the next.</summary>
    public uint LastOsdMapEpoch { get; init; }

    public uint LastScan { get; init; }

    public UTime Stamp { get; init; }

    /// <summary>What an OSD's store uses for a pool.</summary>
    public IReadOnlyDictionary<(long Pool, int Osd), StoreStatfs> PoolStatfs { get; init; } =
        ReadOnlyDictionary<(long Pool, int Osd), StoreStatfs>.Empty;

    public static PgMapImage Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var image = new PgMapImage
        {
            MapVersion = reader.ReadUInt64(),
            Groups = reader.ReadMap(Codecs.Of<PgId>(), Codecs.Of<PgStat>()),
            Osds = reader.ReadMap(Codecs.Int32, Codecs.Of<OsdStat>()),
            LastOsdMapEpoch = reader.ReadUInt32(),
            LastScan = reader.ReadUInt32(),
            Stamp = reader.ReadUTime(),
            PoolStatfs = reader.ReadMap(PoolAndOsd, Codecs.Of<StoreStatfs>()),
        };
        reader.EndStruct(scope);
        return image;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteUInt64(MapVersion);
        writer.WriteMap(Groups, Codecs.Of<PgId>(), Codecs.Of<PgStat>());
        writer.WriteMap(Osds, Codecs.Int32, Codecs.Of<OsdStat>());
        writer.WriteUInt32(LastOsdMapEpoch);
        writer.WriteUInt32(LastScan);
        writer.WriteUTime(Stamp);
        writer.WriteMap(PoolStatfs, PoolAndOsd, Codecs.Of<StoreStatfs>());
        writer.EndStruct(scope);
    }
}
