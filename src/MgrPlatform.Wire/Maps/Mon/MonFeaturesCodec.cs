using System.Numerics;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Mon;

/// <summary>The bytes of monitor features, a versioned number, and Ceph's names for them.</summary>
public static class MonFeaturesCodec
{
    private const byte Version = 1;

    public static MonFeatures Read(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var features = (MonFeatures)reader.ReadUInt64();
        reader.EndStruct(scope);
        return features;
    }

    public static void Write(WireWriter writer, MonFeatures features)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteUInt64((ulong)features);
        writer.EndStruct(scope);
    }

    public static IReadOnlyList<string> ToNames(this MonFeatures features)
    {
        var names = new List<string>();
        for (var left = (ulong)features; left != 0; left &= left - 1)
        {
            names.Add(ToName((MonFeatures)(1UL << BitOperations.TrailingZeroCount(left))));
        }

        return names;
    }

    private static string ToName(MonFeatures feature) => feature switch
    {
        MonFeatures.Kraken => "kraken",
        MonFeatures.Luminous => "luminous",
        MonFeatures.Mimic => "mimic",
        MonFeatures.OsdMapPrune => "osdmap-prune",
        MonFeatures.Nautilus => "nautilus",
        MonFeatures.Octopus => "octopus",
        MonFeatures.Pacific => "pacific",
        MonFeatures.ElectorPinging => "elector-pinging",
        MonFeatures.Quincy => "quincy",
        MonFeatures.Reef => "reef",
        MonFeatures.Squid => "squid",
        MonFeatures.Tentacle => "tentacle",
        MonFeatures.CephxAes256k => "cephx_auth_aes256k",
        MonFeatures.NvmeofBeaconDiff => "nvmeof_beacon_diff",
        _ => "unknown",
    };
}
