using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>What OSDs and monitors know besides: the other addresses, the OSDs' history, who is locked out.</summary>
public sealed record OsdMapDaemonPart : IWireType<OsdMapDaemonPart>
{
    public const byte PacificVersion = 9;
    public const byte StretchVersion = 10;
    public const byte RangeBlocklistVersion = 11;
    public const byte CrimsonVersion = 12;
    private const byte OldestReader = 1;

    public static int MinimumSize => 6;

    /// <summary>Follows what is used: 11 while there is a range that is locked out.</summary>
    public byte StructVersion { get; init; } = PacificVersion;

    public IReadOnlyList<EntityAddressVector> HeartbeatBackAddresses { get; init; } = [];

    public IReadOnlyList<OsdInfo> Infos { get; init; } = [];

    /// <summary>Until when an address is locked out.</summary>
    public IReadOnlyDictionary<EntityAddress, UTime> Blocklist { get; init; } = ReadOnlyDictionary<EntityAddress, UTime>.Empty;

    public IReadOnlyList<EntityAddressVector> ClusterAddresses { get; init; } = [];

    public uint ClusterSnapshotEpoch { get; init; }

    public string ClusterSnapshot { get; init; } = "";

    public IReadOnlyList<Guid> Uuids { get; init; } = [];

    public IReadOnlyList<OsdExtraInfo> ExtraInfos { get; init; } = [];

    public IReadOnlyList<EntityAddressVector> HeartbeatFrontAddresses { get; init; } = [];

    public float NearFullRatio { get; init; }

    public float FullRatio { get; init; }

    public float BackfillFullRatio { get; init; }

    public Release RequireMinCompatClient { get; init; }

    public Release RequireOsdRelease { get; init; }

    public IReadOnlyDictionary<long, SnapInterval[]> RemovedSnapsQueue { get; init; } = ReadOnlyDictionary<long, SnapInterval[]>.Empty;

    /// <summary>By CRUSH id bits of <see cref="OsdState"/>.</summary>
    public IReadOnlyDictionary<int, uint> CrushNodeFlags { get; init; } = ReadOnlyDictionary<int, uint>.Empty;

    /// <summary>By device class bits of <see cref="OsdState"/>.</summary>
    public IReadOnlyDictionary<int, uint> DeviceClassFlags { get; init; } = ReadOnlyDictionary<int, uint>.Empty;

    public StretchMode Stretch { get; init; }

    public IReadOnlyDictionary<EntityAddress, UTime> RangeBlocklist { get; init; } = ReadOnlyDictionary<EntityAddress, UTime>.Empty;

    public bool AllowCrimson { get; init; }

    public static OsdMapDaemonPart Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(PacificVersion, CrimsonVersion);
        var part = new OsdMapDaemonPart
        {
            StructVersion = Math.Min(scope.Version, CrimsonVersion),
            HeartbeatBackAddresses = reader.ReadList<EntityAddressVector>(),
            Infos = reader.ReadList<OsdInfo>(),
            Blocklist = reader.ReadMap(Codecs.Of<EntityAddress>(), Codecs.UTime),
            ClusterAddresses = reader.ReadList<EntityAddressVector>(),
            ClusterSnapshotEpoch = reader.ReadUInt32(),
            ClusterSnapshot = reader.ReadString(),
            Uuids = reader.ReadList(Codecs.Uuid),
            ExtraInfos = reader.ReadList<OsdExtraInfo>(),
            HeartbeatFrontAddresses = reader.ReadList<EntityAddressVector>(),
            NearFullRatio = reader.ReadSingle(),
            FullRatio = reader.ReadSingle(),
            BackfillFullRatio = reader.ReadSingle(),
            RequireMinCompatClient = (Release)reader.ReadByte(),
            RequireOsdRelease = (Release)reader.ReadByte(),
            RemovedSnapsQueue = reader.ReadMap(Codecs.Int64, OsdMapCodecs.Snaps),
            CrushNodeFlags = reader.ReadMap(Codecs.Int32, Codecs.UInt32),
            DeviceClassFlags = reader.ReadMap(Codecs.Int32, Codecs.UInt32),
            Stretch = scope.Version >= StretchVersion ? reader.Read<StretchMode>() : default,
            RangeBlocklist = scope.Version >= RangeBlocklistVersion
                ? reader.ReadMap(Codecs.Of<EntityAddress>(), Codecs.UTime)
                : ReadOnlyDictionary<EntityAddress, UTime>.Empty,
            AllowCrimson = scope.Version >= CrimsonVersion && reader.ReadBool(),
        };
        reader.EndStruct(scope);
        return part;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(StructVersion, OldestReader);
        writer.WriteList(HeartbeatBackAddresses);
        writer.WriteList(Infos);
        writer.WriteMap(Blocklist, Codecs.Of<EntityAddress>(), Codecs.UTime);
        writer.WriteList(ClusterAddresses);
        writer.WriteUInt32(ClusterSnapshotEpoch);
        writer.WriteString(ClusterSnapshot);
        writer.WriteList(Uuids, Codecs.Uuid);
        writer.WriteList(ExtraInfos);
        writer.WriteList(HeartbeatFrontAddresses);
        writer.WriteSingle(NearFullRatio);
        writer.WriteSingle(FullRatio);
        writer.WriteSingle(BackfillFullRatio);
        writer.WriteByte((byte)RequireMinCompatClient);
        writer.WriteByte((byte)RequireOsdRelease);
        writer.WriteMap(RemovedSnapsQueue, Codecs.Int64, OsdMapCodecs.Snaps);
        writer.WriteMap(CrushNodeFlags, Codecs.Int32, Codecs.UInt32);
        writer.WriteMap(DeviceClassFlags, Codecs.Int32, Codecs.UInt32);
        if (StructVersion >= StretchVersion)
        {
            writer.Write(Stretch);
        }

        if (StructVersion >= RangeBlocklistVersion)
        {
            writer.WriteMap(RangeBlocklist, Codecs.Of<EntityAddress>(), Codecs.UTime);
        }

        if (StructVersion >= CrimsonVersion)
        {
            writer.WriteBool(AllowCrimson);
        }

        writer.EndStruct(scope);
    }
}
