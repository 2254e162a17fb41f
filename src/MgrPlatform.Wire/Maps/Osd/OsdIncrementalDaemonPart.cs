using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>What changed of what only daemons read.</summary>
public sealed record OsdIncrementalDaemonPart : IWireType<OsdIncrementalDaemonPart>
{
    public const byte PacificVersion = 9;
    public const byte StretchVersion = 10;
    public const byte RangeBlocklistVersion = 11;
    public const byte CrimsonVersion = 12;
    public const Release UnchangedRelease = (Release)255;
    private const byte OldestReader = 1;

    public static int MinimumSize => 6;

    public byte StructVersion { get; init; } = PacificVersion;

    public IReadOnlyDictionary<int, EntityAddressVector> NewHeartbeatBackUp { get; init; } =
        ReadOnlyDictionary<int, EntityAddressVector>.Empty;

    public IReadOnlyDictionary<int, uint> NewUpThru { get; init; } = ReadOnlyDictionary<int, uint>.Empty;

    public IReadOnlyDictionary<int, (uint Begin, uint End)> NewLastCleanInterval { get; init; } =
        ReadOnlyDictionary<int, (uint Begin, uint End)>.Empty;

    public IReadOnlyDictionary<int, uint> NewLost { get; init; } = ReadOnlyDictionary<int, uint>.Empty;

    public IReadOnlyDictionary<EntityAddress, UTime> NewBlocklist { get; init; } = ReadOnlyDictionary<EntityAddress, UTime>.Empty;

    public IReadOnlyList<EntityAddress> OldBlocklist { get; init; } = [];

    public IReadOnlyDictionary<int, EntityAddressVector> NewUpCluster { get; init; } = ReadOnlyDictionary<int, EntityAddressVector>.Empty;

    public string ClusterSnapshot { get; init; } = "";

    public IReadOnlyDictionary<int, Guid> NewUuid { get; init; } = ReadOnlyDictionary<int, Guid>.Empty;

    public IReadOnlyDictionary<int, OsdExtraInfo> NewExtraInfo { get; init; } = ReadOnlyDictionary<int, OsdExtraInfo>.Empty;

    public IReadOnlyDictionary<int, EntityAddressVector> NewHeartbeatFrontUp { get; init; } =
        ReadOnlyDictionary<int, EntityAddressVector>.Empty;

    /// <summary>The features with which the resulting map must be written for its checksum to be right.</summary>
    public Features EncodeFeatures { get; init; }

    /// <summary>-1 for unchanged, as the next two.</summary>
    public float NewNearFullRatio { get; init; } = -1;

    public float NewFullRatio { get; init; } = -1;

    public float NewBackfillFullRatio { get; init; } = -1;

    public Release NewRequireMinCompatClient { get; init; } = UnchangedRelease;

    public Release NewRequireOsdRelease { get; init; } = UnchangedRelease;

    /// <summary>Zero takes the entry away, as in the next.</summary>
    public IReadOnlyDictionary<int, uint> NewCrushNodeFlags { get; init; } = ReadOnlyDictionary<int, uint>.Empty;

    public IReadOnlyDictionary<int, uint> NewDeviceClassFlags { get; init; } = ReadOnlyDictionary<int, uint>.Empty;

    public StretchModeChange Stretch { get; init; }

    public IReadOnlyDictionary<EntityAddress, UTime> NewRangeBlocklist { get; init; } = ReadOnlyDictionary<EntityAddress, UTime>.Empty;

    public IReadOnlyList<EntityAddress> OldRangeBlocklist { get; init; } = [];

    /// <summary>1 to allow it; there is no way back.</summary>
    public byte MutateAllowCrimson { get; init; }

    public static OsdIncrementalDaemonPart Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(PacificVersion, CrimsonVersion);
        var part = new OsdIncrementalDaemonPart
        {
            StructVersion = Math.Min(scope.Version, CrimsonVersion),
            NewHeartbeatBackUp = reader.ReadMap(Codecs.Int32, Codecs.Of<EntityAddressVector>()),
            NewUpThru = reader.ReadMap(Codecs.Int32, Codecs.UInt32),
            NewLastCleanInterval = reader.ReadMap(Codecs.Int32, OsdMapCodecs.Interval),
            NewLost = reader.ReadMap(Codecs.Int32, Codecs.UInt32),
            NewBlocklist = reader.ReadMap(Codecs.Of<EntityAddress>(), Codecs.UTime),
            OldBlocklist = reader.ReadList<EntityAddress>(),
            NewUpCluster = reader.ReadMap(Codecs.Int32, Codecs.Of<EntityAddressVector>()),
            ClusterSnapshot = reader.ReadString(),
            NewUuid = reader.ReadMap(Codecs.Int32, Codecs.Uuid),
            NewExtraInfo = reader.ReadMap(Codecs.Int32, Codecs.Of<OsdExtraInfo>()),
            NewHeartbeatFrontUp = reader.ReadMap(Codecs.Int32, Codecs.Of<EntityAddressVector>()),
            EncodeFeatures = (Features)reader.ReadUInt64(),
            NewNearFullRatio = reader.ReadSingle(),
            NewFullRatio = reader.ReadSingle(),
            NewBackfillFullRatio = reader.ReadSingle(),
            NewRequireMinCompatClient = (Release)reader.ReadByte(),
            NewRequireOsdRelease = (Release)reader.ReadByte(),
            NewCrushNodeFlags = reader.ReadMap(Codecs.Int32, Codecs.UInt32),
            NewDeviceClassFlags = reader.ReadMap(Codecs.Int32, Codecs.UInt32),
            Stretch = scope.Version >= StretchVersion ? reader.Read<StretchModeChange>() : default,
            NewRangeBlocklist = scope.Version >= RangeBlocklistVersion
                ? reader.ReadMap(Codecs.Of<EntityAddress>(), Codecs.UTime)
                : ReadOnlyDictionary<EntityAddress, UTime>.Empty,
            OldRangeBlocklist = scope.Version >= RangeBlocklistVersion ? reader.ReadList<EntityAddress>() : [],
            MutateAllowCrimson = scope.Version >= CrimsonVersion ? reader.ReadByte() : (byte)0,
        };
        reader.EndStruct(scope);
        return part;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(StructVersion, OldestReader);
        writer.WriteMap(NewHeartbeatBackUp, Codecs.Int32, Codecs.Of<EntityAddressVector>());
        writer.WriteMap(NewUpThru, Codecs.Int32, Codecs.UInt32);
        writer.WriteMap(NewLastCleanInterval, Codecs.Int32, OsdMapCodecs.Interval);
        writer.WriteMap(NewLost, Codecs.Int32, Codecs.UInt32);
        writer.WriteMap(NewBlocklist, Codecs.Of<EntityAddress>(), Codecs.UTime);
        writer.WriteList(OldBlocklist);
        writer.WriteMap(NewUpCluster, Codecs.Int32, Codecs.Of<EntityAddressVector>());
        writer.WriteString(ClusterSnapshot);
        writer.WriteMap(NewUuid, Codecs.Int32, Codecs.Uuid);
        writer.WriteMap(NewExtraInfo, Codecs.Int32, Codecs.Of<OsdExtraInfo>());
        writer.WriteMap(NewHeartbeatFrontUp, Codecs.Int32, Codecs.Of<EntityAddressVector>());
        writer.WriteUInt64((ulong)EncodeFeatures);
        writer.WriteSingle(NewNearFullRatio);
        writer.WriteSingle(NewFullRatio);
        writer.WriteSingle(NewBackfillFullRatio);
        writer.WriteByte((byte)NewRequireMinCompatClient);
        writer.WriteByte((byte)NewRequireOsdRelease);
        writer.WriteMap(NewCrushNodeFlags, Codecs.Int32, Codecs.UInt32);
        writer.WriteMap(NewDeviceClassFlags, Codecs.Int32, Codecs.UInt32);
        if (StructVersion >= StretchVersion)
        {
            writer.Write(Stretch);
        }

        if (StructVersion >= RangeBlocklistVersion)
        {
            writer.WriteMap(NewRangeBlocklist, Codecs.Of<EntityAddress>(), Codecs.UTime);
            writer.WriteList(OldRangeBlocklist);
        }

        if (StructVersion >= CrimsonVersion)
        {
            writer.WriteByte(MutateAllowCrimson);
        }

        writer.EndStruct(scope);
    }
}
