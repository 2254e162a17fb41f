using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>Who an OSD is, and which maps it has.</summary>
public sealed record OsdSuperblock : IWireType<OsdSuperblock>
{
    private const byte Version = 10;
    private const byte OldestReader = 5;

    public static int MinimumSize => 6;

    public Guid ClusterFsid { get; init; }

    public int WhoAmI { get; init; }

    public uint CurrentEpoch { get; init; }

    public uint OldestMap { get; init; }

    public uint NewestMap { get; init; }

    public double Weight { get; init; }

    public CompatSet Compat { get; init; } = CompatSet.Empty;

    public uint CleanThru { get; init; }

    public uint Mounted { get; init; }

    public Guid OsdFsid { get; init; }

    public uint LastMapMarkedFull { get; init; }

    /// <summary>By pool; empty in all that was seen.</summary>
    public IReadOnlyDictionary<long, uint> PoolLastMapMarkedFull { get; init; } =
        System.Collections.ObjectModel.ReadOnlyDictionary<long, uint>.Empty;

    public uint PurgedSnapsLast { get; init; }

    public UTime LastPurgedSnapsScrub { get; init; }

    public uint ClusterMapTrimLowerBound { get; init; }

    public static OsdSuperblock Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version, Version);
        var superblock = new OsdSuperblock
        {
            ClusterFsid = reader.ReadUuid(),
            WhoAmI = reader.ReadInt32(),
            CurrentEpoch = reader.ReadUInt32(),
            OldestMap = reader.ReadUInt32(),
            NewestMap = reader.ReadUInt32(),
            Weight = reader.ReadDouble(),
            Compat = reader.Read<CompatSet>(),
            CleanThru = reader.ReadUInt32(),
            Mounted = reader.ReadUInt32(),
            OsdFsid = reader.ReadUuid(),
            LastMapMarkedFull = reader.ReadUInt32(),
            PoolLastMapMarkedFull = reader.ReadMap(Codecs.Int64, Codecs.UInt32),
            PurgedSnapsLast = reader.ReadUInt32(),
            LastPurgedSnapsScrub = reader.ReadUTime(),
            ClusterMapTrimLowerBound = reader.ReadUInt32(),
        };
        reader.EndStruct(scope);
        return superblock;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, OldestReader);
        writer.WriteUuid(ClusterFsid);
        writer.WriteInt32(WhoAmI);
        writer.WriteUInt32(CurrentEpoch);
        writer.WriteUInt32(OldestMap);
        writer.WriteUInt32(NewestMap);
        writer.WriteDouble(Weight);
        writer.Write(Compat);
        writer.WriteUInt32(CleanThru);
        writer.WriteUInt32(Mounted);
        writer.WriteUuid(OsdFsid);
        writer.WriteUInt32(LastMapMarkedFull);
        writer.WriteMap(PoolLastMapMarkedFull, Codecs.Int64, Codecs.UInt32);
        writer.WriteUInt32(PurgedSnapsLast);
        writer.WriteUTime(LastPurgedSnapsScrub);
        writer.WriteUInt32(ClusterMapTrimLowerBound);
        writer.EndStruct(scope);
    }
}
