using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>A pool's settings.</summary>
public sealed partial record PgPool : IWireType<PgPool>
{
    public const byte PacificVersion = 29;
    public const byte StretchVersion = 30;
    public const byte OptionalStretchVersion = 31;
    public const byte TentacleVersion = 32;
    private const byte OldestReader = 5;

    // The bits that tell a Tentacle peer from a Reef one.
    private const Features TentacleOnly = Features.Tentacle & ~Features.Reef;

    public static int MinimumSize => 6;

    /// <summary>The version that it was read in. It is written in an older one to peers that lack Tentacle's features.</summary>
    public byte StructVersion { get; init; } = PacificVersion;

    /// <summary>1 replicated, 3 erasure coded.</summary>
    public byte Type { get; init; } = 1;

    public byte Size { get; init; }

    public byte CrushRule { get; init; }

    public byte ObjectHash { get; init; } = 2;

    public uint PgCount { get; init; }

    public uint PgpCount { get; init; }

    public uint LastChange { get; init; }

    public ulong SnapSequence { get; init; }

    public uint SnapEpoch { get; init; }

    public IReadOnlyDictionary<ulong, PoolSnap> Snaps { get; init; } = ReadOnlyDictionary<ulong, PoolSnap>.Empty;

    public IReadOnlyList<SnapInterval> RemovedSnaps { get; init; } = [];

    public ulong Auid { get; init; }

    /// <summary>Bits; 0 hashpspool, 2 overwrites of erasure-coded objects, 14 snapshots of the pool, 15 being created.</summary>
    public ulong Flags { get; init; }

    public byte MinSize { get; init; }

    public ulong QuotaMaxBytes { get; init; }

    public ulong QuotaMaxObjects { get; init; }

    public IReadOnlyList<ulong> Tiers { get; init; } = [];

    public long TierOf { get; init; } = -1;

    public byte CacheMode { get; init; }

    public long ReadTier { get; init; } = -1;

    public long WriteTier { get; init; } = -1;

    public IReadOnlyDictionary<string, string> Properties { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public HitSetParameters HitSet { get; init; }

    public uint HitSetPeriod { get; init; }

    public uint HitSetCount { get; init; }

    public uint StripeWidth { get; init; }

    public ulong TargetMaxBytes { get; init; }

    public ulong TargetMaxObjects { get; init; }

    public uint CacheTargetDirtyRatioMicro { get; init; } = 400_000;

    public uint CacheTargetFullRatioMicro { get; init; } = 800_000;

    public uint CacheMinFlushAge { get; init; }

    public uint CacheMinEvictAge { get; init; }

    public string ErasureCodeProfile { get; init; } = "";

    public uint LastForceOpResendPreluminous { get; init; }

    public int MinReadRecency { get; init; }

    public ulong ExpectedObjects { get; init; }

    public uint CacheTargetDirtyHighRatioMicro { get; init; } = 600_000;

    public int MinWriteRecency { get; init; }

    public bool UseGmtHitSet { get; init; } = true;

    public bool FastRead { get; init; }

    public int HitSetGradeDecayRate { get; init; }

    public uint HitSetSearchLast { get; init; }

    public PoolOptions Options { get; init; } = PoolOptions.None;

    public uint LastForceOpResendPrenautilus { get; init; }

    public IReadOnlyDictionary<string, OrderedDictionary<string, string>> Applications { get; init; } =
        ReadOnlyDictionary<string, OrderedDictionary<string, string>>.Empty;

    public UTime CreateTime { get; init; }

    public uint PgCountTarget { get; init; }

    public uint PgpCountTarget { get; init; }

    public uint PgCountPending { get; init; }

    public uint LastForceOpResend { get; init; }

    /// <summary>0 off, 1 warn, 2 on.</summary>
    public byte AutoscaleMode { get; init; }

    public PgMergeMeta LastPgMerge { get; init; } = PgMergeMeta.None;

    /// <summary>Absent in a pool that does not span sites.</summary>
    public PeeringCrush? PeeringCrush { get; init; }

    /// <summary>A set of shards that never lead, by bit.</summary>
    public UInt128 NonPrimaryShards { get; init; }

    private byte VersionFor(Features features) =>
        StructVersion > StretchVersion && (features & TentacleOnly) != TentacleOnly
            ? PeeringCrush is null ? PacificVersion : StretchVersion
            : StructVersion;
}
