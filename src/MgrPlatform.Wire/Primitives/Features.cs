namespace MgrPlatform.Wire.Primitives;

/// <summary>
/// What a peer understands, by Ceph's bits. Bits without a name here were retired or are younger than our sources;
/// they travel all the same.
/// </summary>
[Flags]
public enum Features : ulong
{
    None = 0,
    ServerNautilus = 1UL << 2,
    Subscribe2 = 1UL << 4,
    MonitorNames = 1UL << 5,
    ReconnectSequence = 1UL << 6,
    PgId64 = 1UL << 9,
    PgPool3 = 1UL << 11,
    OsdEncoding = 1UL << 13,
    ServerKraken = 1UL << 14,
    MonitorEncoding = 1UL << 15,
    ServerOctopus = 1UL << 16,
    ObjectStorePerfInNanoseconds = 1UL << 17,
    CrushTunables = 1UL << 18,
    OsdLogHardLimit = 1UL << 19,
    ServerPacific = 1UL << 20,
    ServerLuminous = 1UL << 21,
    MessageAuthentication = 1UL << 23,
    CrushTunables2 = 1UL << 25,
    ServerMimic = 1UL << 28,
    MdsEncoding = 1UL << 29,
    OsdHashPgPool = 1UL << 30,
    ServerReef = 1UL << 31,
    StretchMode = 1UL << 32,
    ServerQuincy = 1UL << 33,
    RangeBlocklist = 1UL << 34,
    OsdCachePool = 1UL << 35,
    CrushV2 = 1UL << 36,
    CrushMsr = 1UL << 38,
    OsdMapEncoding = 1UL << 39,
    CrushTunables3 = 1UL << 41,
    Keepalive2 = 1UL << 42,
    NvmeofHa = 1UL << 44,
    CrushV4 = 1UL << 48,
    ServerSquid = 1UL << 49,
    NewOsdOpEncoding = 1UL << 56,
    ServerJewel = 1UL << 57,
    CrushTunables5 = 1UL << 58,

    /// <summary>Addresses in the form of Nautilus; every peer requires it of a manager.</summary>
    MessageAddress2 = 1UL << 59,
    OsdRecoveryDeletes = 1UL << 60,
    CephxV2 = 1UL << 61,

    /// <summary>What every 16.2.15 daemon advertises; 18.2.7 and 20.2.4 accept it.</summary>
    Pacific = 0x3f01cfbdfffdffff,

    /// <summary>What 18.2.7 advertises.</summary>
    Reef = Pacific | ServerQuincy,

    /// <summary>What 20.2.4 advertises.</summary>
    Tentacle = 0x3f07fffffffdffff,

    /// <summary>What we advertise unless told otherwise: all three releases speak it, and write their maps almost alike for it.</summary>
    Default = Pacific,
}
