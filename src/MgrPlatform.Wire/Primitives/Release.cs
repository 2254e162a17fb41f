namespace MgrPlatform.Wire.Primitives;

/// <summary>Ceph's releases, by the numbers that travel in maps.</summary>
public enum Release : byte
{
    Unknown = 0,
    Jewel = 10,
    Kraken = 11,
    Luminous = 12,
    Mimic = 13,
    Nautilus = 14,
    Octopus = 15,
    Pacific = 16,
    Quincy = 17,
    Reef = 18,
    Squid = 19,
    Tentacle = 20,
}
