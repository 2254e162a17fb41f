using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>What the primary OSD tells of a placement group.</summary>
public sealed partial record PgStat : IWireType<PgStat>
{
    public const byte PacificVersion = 26;
    public const byte ReefVersion = 29;
    public const byte TentacleVersion = 30;
    private const byte OldestReader = 22;

    public static int MinimumSize => 6;

    public byte StructVersion { get; init; } = PacificVersion;

    public EVersion Version { get; init; }

    public ulong ReportedSequence { get; init; }

    public uint ReportedEpoch { get; init; }

    public PgState State { get; init; }

    public EVersion LogStart { get; init; }

    public EVersion OndiskLogStart { get; init; }

    public uint Created { get; init; }

    public uint LastEpochClean { get; init; }

    public PgId Parent { get; init; }

    public uint ParentSplitBits { get; init; }

    public EVersion LastScrub { get; init; }

    public UTime LastScrubStamp { get; init; }

    public ObjectStatSum Stats { get; init; } = ObjectStatSum.Zero;

    public long LogSize { get; init; }

    public long OndiskLogSize { get; init; }

    /// <summary>OSDs by CRUSH; 2147483647 stands for none.</summary>
    public IReadOnlyList<int> Up { get; init; } = [];

    /// <summary>OSDs that serve.</summary>
    public IReadOnlyList<int> Acting { get; init; } = [];

    public UTime LastFresh { get; init; }

    public UTime LastChange { get; init; }

    public UTime LastActive { get; init; }

    public UTime LastClean { get; init; }

    public UTime LastUnstale { get; init; }

    public uint MappingEpoch { get; init; }

    public EVersion LastDeepScrub { get; init; }

    public UTime LastDeepScrubStamp { get; init; }

    public bool StatsInvalid { get; init; }

    public UTime LastCleanScrubStamp { get; init; }

    public UTime LastBecameActive { get; init; }

    public bool DirtyStatsInvalid { get; init; }

    public int UpPrimary { get; init; } = -1;

    public int ActingPrimary { get; init; } = -1;

    public bool OmapStatsInvalid { get; init; }

    public bool HitsetStatsInvalid { get; init; }

    public IReadOnlyList<int> BlockedBy { get; init; } = [];

    public UTime LastUndegraded { get; init; }

    public UTime LastFullsized { get; init; }

    public bool HitsetBytesStatsInvalid { get; init; }

    public UTime LastPeered { get; init; }

    public UTime LastBecamePeered { get; init; }

    public bool PinStatsInvalid { get; init; }

    public uint SnapTrimQueueLength { get; init; }

    public IReadOnlyList<SnapInterval> PurgedSnaps { get; init; } = [];

    public bool ManifestStatsInvalid { get; init; }

    public IReadOnlyList<PgShard> AvailableNoMissing { get; init; } = [];

    public IReadOnlyList<PgLocation> ObjectLocations { get; init; } = [];

    public int LastScrubDuration { get; init; }

    public ScrubSchedule Schedule { get; init; } = ScrubSchedule.Unknown;

    public long ObjectsScrubbed { get; init; }

    public double ScrubDuration { get; init; }

    public long ObjectsTrimmed { get; init; }

    public double SnapTrimDuration { get; init; }

    public long LogDupsSize { get; init; }

    public ushort OsdToRespond { get; init; }

    public byte ReservationOrdinal { get; init; }

    public byte ReservationCount { get; init; }

    public static PgStat Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(PacificVersion, TentacleVersion);
        var version = reader.Read<EVersion>();
        var reportedSequence = reader.ReadUInt64();
        var reportedEpoch = reader.ReadUInt32();
        ulong lowState = reader.ReadUInt32(); // The upper half comes below.
        var isReef = scope.Version >= ReefVersion;
        var isTentacle = scope.Version >= TentacleVersion;
        int[]? up = null;

        // One expression, in the order of the bytes: there are ten of these in each report of an OSD, and copies would show.
        var stat = new PgStat
        {
            StructVersion = scope.Version switch
            {
                >= TentacleVersion => TentacleVersion,
                >= ReefVersion => ReefVersion,
                _ => PacificVersion,
            },
            Version = version,
            ReportedSequence = reportedSequence,
            ReportedEpoch = reportedEpoch,
            LogStart = reader.Read<EVersion>(),
            OndiskLogStart = reader.Read<EVersion>(),
            Created = reader.ReadUInt32(),
            LastEpochClean = reader.ReadUInt32(),
            Parent = reader.Read<PgId>(),
            ParentSplitBits = reader.ReadUInt32(),
            LastScrub = reader.Read<EVersion>(),
            LastScrubStamp = reader.ReadUTime(),
            Stats = ObjectStatSum.DecodeCollection(ref reader),
            LogSize = reader.ReadInt64(),
            OndiskLogSize = reader.ReadInt64(),
            Up = up = reader.ReadList(Codecs.Int32),
            Acting = OneOf(up, reader.ReadList(Codecs.Int32)),
            LastFresh = reader.ReadUTime(),
            LastChange = reader.ReadUTime(),
            LastActive = reader.ReadUTime(),
            LastClean = reader.ReadUTime(),
            LastUnstale = reader.ReadUTime(),
            MappingEpoch = reader.ReadUInt32(),
            LastDeepScrub = reader.Read<EVersion>(),
            LastDeepScrubStamp = reader.ReadUTime(),
            StatsInvalid = reader.ReadBool(),
            LastCleanScrubStamp = reader.ReadUTime(),
            LastBecameActive = reader.ReadUTime(),
            DirtyStatsInvalid = reader.ReadBool(),
            UpPrimary = reader.ReadInt32(),
            ActingPrimary = reader.ReadInt32(),
            OmapStatsInvalid = reader.ReadBool(),
            HitsetStatsInvalid = reader.ReadBool(),
            BlockedBy = reader.ReadList(Codecs.Int32),
            LastUndegraded = reader.ReadUTime(),
            LastFullsized = reader.ReadUTime(),
            HitsetBytesStatsInvalid = reader.ReadBool(),
            LastPeered = reader.ReadUTime(),
            LastBecamePeered = reader.ReadUTime(),
            PinStatsInvalid = reader.ReadBool(),
            SnapTrimQueueLength = reader.ReadUInt32(),
            State = (PgState)(lowState | ((ulong)reader.ReadUInt32() << 32)),
            PurgedSnaps = reader.ReadList<SnapInterval>(),
            ManifestStatsInvalid = reader.ReadBool(),
            AvailableNoMissing = reader.ReadList<PgShard>(),
            ObjectLocations = reader.ReadList<PgLocation>(),
            LastScrubDuration = isReef ? reader.ReadInt32() : 0,
            Schedule = isReef ? reader.Read<ScrubSchedule>() : ScrubSchedule.Unknown,
            ObjectsScrubbed = isReef ? reader.ReadInt64() : 0,
            ScrubDuration = isReef ? reader.ReadDouble() : 0,
            ObjectsTrimmed = isReef ? reader.ReadInt64() : 0,
            SnapTrimDuration = isReef ? reader.ReadDouble() : 0,
            LogDupsSize = isReef ? reader.ReadInt64() : 0,
            OsdToRespond = isTentacle ? reader.ReadUInt16() : (ushort)0,
            ReservationOrdinal = isTentacle ? reader.ReadByte() : (byte)0,
            ReservationCount = isTentacle ? reader.ReadByte() : (byte)0,
        };
        reader.EndStruct(scope);
        return stat;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(StructVersion, OldestReader);
        writer.Write(Version);
        writer.WriteUInt64(ReportedSequence);
        writer.WriteUInt32(ReportedEpoch);
        writer.WriteUInt32((uint)State);
        writer.Write(LogStart);
        writer.Write(OndiskLogStart);
        writer.WriteUInt32(Created);
        writer.WriteUInt32(LastEpochClean);
        writer.Write(Parent);
        writer.WriteUInt32(ParentSplitBits);
        writer.Write(LastScrub);
        writer.WriteUTime(LastScrubStamp);
        Stats.EncodeCollection(writer);
        writer.WriteInt64(LogSize);
        writer.WriteInt64(OndiskLogSize);
        writer.WriteList(Up, Codecs.Int32);
        writer.WriteList(Acting, Codecs.Int32);
        writer.WriteUTime(LastFresh);
        writer.WriteUTime(LastChange);
        writer.WriteUTime(LastActive);
        writer.WriteUTime(LastClean);
        writer.WriteUTime(LastUnstale);
        writer.WriteUInt32(MappingEpoch);
        writer.Write(LastDeepScrub);
        writer.WriteUTime(LastDeepScrubStamp);
        writer.WriteBool(StatsInvalid);
        writer.WriteUTime(LastCleanScrubStamp);
        writer.WriteUTime(LastBecameActive);
        writer.WriteBool(DirtyStatsInvalid);
        writer.WriteInt32(UpPrimary);
        writer.WriteInt32(ActingPrimary);
        writer.WriteBool(OmapStatsInvalid);
        writer.WriteBool(HitsetStatsInvalid);
        writer.WriteList(BlockedBy, Codecs.Int32);
        writer.WriteUTime(LastUndegraded);
        writer.WriteUTime(LastFullsized);
        writer.WriteBool(HitsetBytesStatsInvalid);
        writer.WriteUTime(LastPeered);
        writer.WriteUTime(LastBecamePeered);
        writer.WriteBool(PinStatsInvalid);
        writer.WriteUInt32(SnapTrimQueueLength);
        EncodeTail(writer);
        writer.EndStruct(scope);
    }

    /// <summary>The same list twice while all is well; there are thousands of groups.</summary>
    private static int[] OneOf(int[] known, int[] read) => read.AsSpan().SequenceEqual(known) ? known : read;

    private void EncodeTail(WireWriter writer)
    {
        writer.WriteUInt32((uint)((ulong)State >> 32));
        writer.WriteList(PurgedSnaps);
        writer.WriteBool(ManifestStatsInvalid);
        writer.WriteList(AvailableNoMissing);
        writer.WriteList(ObjectLocations);
        if (StructVersion >= ReefVersion)
        {
            writer.WriteInt32(LastScrubDuration);
            writer.Write(Schedule);
            writer.WriteInt64(ObjectsScrubbed);
            writer.WriteDouble(ScrubDuration);
            writer.WriteInt64(ObjectsTrimmed);
            writer.WriteDouble(SnapTrimDuration);
            writer.WriteInt64(LogDupsSize);
        }

        if (StructVersion >= TentacleVersion)
        {
            writer.WriteUInt16(OsdToRespond);
            writer.WriteByte(ReservationOrdinal);
            writer.WriteByte(ReservationCount);
        }
    }
}
