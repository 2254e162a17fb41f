using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Wire.Maps.Osd;

public sealed partial record PgPool
{
    public static PgPool Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(PacificVersion, TentacleVersion);
        var pool = DecodeHead(ref reader, Math.Min(scope.Version, TentacleVersion));
        pool = DecodeTargets(ref reader, pool);
        reader.Skip(2 * sizeof(uint)); // Two dead numbers.
        pool = pool with
        {
            LastForceOpResend = reader.ReadUInt32(),
            AutoscaleMode = reader.ReadByte(),
            LastPgMerge = reader.Read<PgMergeMeta>(),
            PeeringCrush = scope.Version switch
            {
                PacificVersion => null,
                StretchVersion => reader.Read<PeeringCrush>(),
                _ => reader.ReadOptionalValue(Codecs.Of<PeeringCrush>()),
            },
            NonPrimaryShards = scope.Version >= TentacleVersion ? ReadShards(ref reader) : 0,
        };
        reader.EndStruct(scope);
        return pool;
    }

    public void Encode(WireWriter writer)
    {
        var version = VersionFor(writer.Features);
        var scope = writer.BeginStruct(version, OldestReader);
        EncodeHead(writer);
        EncodeTargets(writer);
        writer.WriteZeros(2 * sizeof(uint));
        writer.WriteUInt32(LastForceOpResend);
        writer.WriteByte(AutoscaleMode);
        writer.Write(LastPgMerge);
        if (version == StretchVersion)
        {
            writer.Write(PeeringCrush ?? Osd.PeeringCrush.None);
        }
        else if (version >= OptionalStretchVersion)
        {
            writer.WriteOptionalValue(PeeringCrush, Codecs.Of<PeeringCrush>());
        }

        if (version >= TentacleVersion)
        {
            writer.WriteVarUInt64((ulong)NonPrimaryShards);
            writer.WriteVarUInt64((ulong)(NonPrimaryShards >> 64));
        }

        writer.EndStruct(scope);
    }

    private static PgPool DecodeHead(ref WireReader reader, byte version)
    {
        var pool = new PgPool
        {
            StructVersion = version,
            Type = reader.ReadByte(),
            Size = reader.ReadByte(),
            CrushRule = reader.ReadByte(),
            ObjectHash = reader.ReadByte(),
            PgCount = reader.ReadUInt32(),
            PgpCount = reader.ReadUInt32(),
        };
        reader.Skip(2 * sizeof(uint)); // Groups that were bound to an OSD, long gone.
        pool = pool with
        {
            LastChange = reader.ReadUInt32(),
            SnapSequence = reader.ReadUInt64(),
            SnapEpoch = reader.ReadUInt32(),
            Snaps = reader.ReadMap(Codecs.UInt64, Codecs.Of<PoolSnap>()),
            RemovedSnaps = reader.ReadList<SnapInterval>(),
            Auid = reader.ReadUInt64(),
            Flags = reader.ReadUInt64(),
        };
        reader.Skip(sizeof(uint)); // Dead: how crashes were replayed.
        return pool with
        {
            MinSize = reader.ReadByte(),
            QuotaMaxBytes = reader.ReadUInt64(),
            QuotaMaxObjects = reader.ReadUInt64(),
            Tiers = reader.ReadList(Codecs.UInt64),
            TierOf = reader.ReadInt64(),
            CacheMode = reader.ReadByte(),
            ReadTier = reader.ReadInt64(),
            WriteTier = reader.ReadInt64(),
            Properties = reader.ReadMap(Codecs.String, Codecs.String),
            HitSet = reader.Read<HitSetParameters>(),
            HitSetPeriod = reader.ReadUInt32(),
            HitSetCount = reader.ReadUInt32(),
            StripeWidth = reader.ReadUInt32(),
        };
    }

    private void EncodeHead(WireWriter writer)
    {
        writer.WriteByte(Type);
        writer.WriteByte(Size);
        writer.WriteByte(CrushRule);
        writer.WriteByte(ObjectHash);
        writer.WriteUInt32(PgCount);
        writer.WriteUInt32(PgpCount);
        writer.WriteZeros(2 * sizeof(uint));
        writer.WriteUInt32(LastChange);
        writer.WriteUInt64(SnapSequence);
        writer.WriteUInt32(SnapEpoch);
        writer.WriteMap(Snaps, Codecs.UInt64, Codecs.Of<PoolSnap>());
        writer.WriteList(RemovedSnaps);
        writer.WriteUInt64(Auid);
        writer.WriteUInt64(Flags);
        writer.WriteZeros(sizeof(uint));
        writer.WriteByte(MinSize);
        writer.WriteUInt64(QuotaMaxBytes);
        writer.WriteUInt64(QuotaMaxObjects);
        writer.WriteList(Tiers, Codecs.UInt64);
        writer.WriteInt64(TierOf);
        writer.WriteByte(CacheMode);
        writer.WriteInt64(ReadTier);
        writer.WriteInt64(WriteTier);
        writer.WriteMap(Properties, Codecs.String, Codecs.String);
        writer.Write(HitSet);
        writer.WriteUInt32(HitSetPeriod);
        writer.WriteUInt32(HitSetCount);
        writer.WriteUInt32(StripeWidth);
    }

    private static PgPool DecodeTargets(ref WireReader reader, PgPool pool) => pool with
    {
        TargetMaxBytes = reader.ReadUInt64(),
        TargetMaxObjects = reader.ReadUInt64(),
        CacheTargetDirtyRatioMicro = reader.ReadUInt32(),
        CacheTargetFullRatioMicro = reader.ReadUInt32(),
        CacheMinFlushAge = reader.ReadUInt32(),
        CacheMinEvictAge = reader.ReadUInt32(),
        ErasureCodeProfile = reader.ReadString(),
        LastForceOpResendPreluminous = reader.ReadUInt32(),
        MinReadRecency = reader.ReadInt32(),
        ExpectedObjects = reader.ReadUInt64(),
        CacheTargetDirtyHighRatioMicro = reader.ReadUInt32(),
        MinWriteRecency = reader.ReadInt32(),
        UseGmtHitSet = reader.ReadBool(),
        FastRead = reader.ReadBool(),
        HitSetGradeDecayRate = reader.ReadInt32(),
        HitSetSearchLast = reader.ReadUInt32(),
        Options = reader.Read<PoolOptions>(),
        LastForceOpResendPrenautilus = reader.ReadUInt32(),
        Applications = reader.ReadMap(Codecs.String, OsdMapCodecs.Profile),
        CreateTime = reader.ReadUTime(),
        PgCountTarget = reader.ReadUInt32(),
        PgpCountTarget = reader.ReadUInt32(),
        PgCountPending = reader.ReadUInt32(),
    };

    private void EncodeTargets(WireWriter writer)
    {
        writer.WriteUInt64(TargetMaxBytes);
        writer.WriteUInt64(TargetMaxObjects);
        writer.WriteUInt32(CacheTargetDirtyRatioMicro);
        writer.WriteUInt32(CacheTargetFullRatioMicro);
        writer.WriteUInt32(CacheMinFlushAge);
        writer.WriteUInt32(CacheMinEvictAge);
        writer.WriteString(ErasureCodeProfile);
        writer.WriteUInt32(LastForceOpResendPreluminous);
        writer.WriteInt32(MinReadRecency);
        writer.WriteUInt64(ExpectedObjects);
        writer.WriteUInt32(CacheTargetDirtyHighRatioMicro);
        writer.WriteInt32(MinWriteRecency);
        writer.WriteBool(UseGmtHitSet);
        writer.WriteBool(FastRead);
        writer.WriteInt32(HitSetGradeDecayRate);
        writer.WriteUInt32(HitSetSearchLast);
        writer.Write(Options);
        writer.WriteUInt32(LastForceOpResendPrenautilus);
        writer.WriteMap(Applications, Codecs.String, OsdMapCodecs.Profile);
        writer.WriteUTime(CreateTime);
        writer.WriteUInt32(PgCountTarget);
        writer.WriteUInt32(PgpCountTarget);
        writer.WriteUInt32(PgCountPending);
    }

    private static UInt128 ReadShards(ref WireReader reader)
    {
        var low = reader.ReadVarUInt64();
        var high = reader.ReadVarUInt64();
        return new UInt128(high, low);
    }
}
