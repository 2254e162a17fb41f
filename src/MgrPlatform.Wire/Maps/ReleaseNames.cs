using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps;

/// <summary>Ceph's names for its releases.</summary>
public static class ReleaseNames
{
    // In the order of their numbers, from argonaut, 1.
    private static readonly string[] Names =
    [
        "unknown", "argonaut", "bobtail", "cuttlefish", "dumpling", "emperor", "firefly", "giant", "hammer", "infernalis", "jewel",
        "kraken", "luminous", "mimic", "nautilus", "octopus", "pacific", "quincy", "reef", "squid", "tentacle",
    ];

    public static string ToName(this Release release) =>
        (int)release < Names.Length ? Names[(int)release] : "unknown";
}
