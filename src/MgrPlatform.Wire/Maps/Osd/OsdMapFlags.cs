namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>Settings that hold for the whole cluster.</summary>
[Flags]
public enum OsdMapFlags : uint
{
    None = 0,
    NearFull = 1 << 0,
    Full = 1 << 1,
    PauseReads = 1 << 2,
    PauseWrites = 1 << 3,
    PauseRecovery = 1 << 4,
    NoUp = 1 << 5,
    NoDown = 1 << 6,
    NoOut = 1 << 7,
    NoIn = 1 << 8,
    NoBackfill = 1 << 9,
    NoRecover = 1 << 10,
    NoScrub = 1 << 11,
    NoDeepScrub = 1 << 12,
    NoTierAgent = 1 << 13,
    NoRebalance = 1 << 14,
    SortBitwise = 1 << 15,
    RequireJewel = 1 << 16,
    RequireKraken = 1 << 17,
    RequireLuminous = 1 << 18,
    RecoveryDeletes = 1 << 19,
    PurgedSnapDirs = 1 << 20,
    NoSnapTrim = 1 << 21,
    PgLogHardLimit = 1 << 22,
    NoAutoscale = 1 << 23,
}
