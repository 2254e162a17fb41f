namespace MgrPlatform.Wire.Primitives;

/// <summary>
/// What a peer understands. Bits without a name here were given to things that every peer since Pacific has,
/// or were retired; they travel all the same.
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
    ServerPacific = 1UL << 20,
    ServerLuminous = 1UL << 21,
    MessageAuthentication = 1UL << 23,
    ServerMimic = 1UL << 28,
    MdsEncoding = 1UL << 29,
    ServerReef = 1UL << 33,
    OsdMapEncoding = 1UL << 39,
    Keepalive2 = 1UL << 42,

    /// <summary>Addresses in the form of Nautilus; every peer requires it of a manager.</summary>
    MessageAddress2 = 1UL << 59,

    /// <summary>What every 16.2.15 daemon advertises; 18.2.7 and 20.2.4 accept it.</summary>
    Pacific = 0x3f01cfbdfffdffff,

    /// <summary>What 18.2.7 adds.</summary>
    Reef = Pacific | (1UL << 33),

    /// <summary>What 20.2.4 advertises.</summary>
    Tentacle = 0x3f07fffffffdffff,

    /// <summary>What we advertise, unless told otherwise: all three releases speak it, and write their maps the same way for it.</summary>
    Default = Pacific,
}
