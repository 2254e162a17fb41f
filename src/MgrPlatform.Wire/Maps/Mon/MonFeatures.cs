namespace MgrPlatform.Wire.Maps.Mon;

/// <summary>What all monitors of a map can do. Bits without a name here travel all the same.</summary>
[Flags]
public enum MonFeatures : ulong
{
    None = 0,
    Kraken = 1UL << 0,
    Luminous = 1UL << 1,
    Mimic = 1UL << 2,
    OsdMapPrune = 1UL << 3,
    Nautilus = 1UL << 4,
    Octopus = 1UL << 5,
    Pacific = 1UL << 6,
    ElectorPinging = 1UL << 7,
    Quincy = 1UL << 8,
    Reef = 1UL << 9,
    Squid = 1UL << 10,
    Tentacle = 1UL << 11,
    CephxAes256k = 1UL << 31,
    NvmeofBeaconDiff = 1UL << 32,

    /// <summary>All that a 16.2.15 monitor has.</summary>
    AllOfPacific = 0xff,
}
