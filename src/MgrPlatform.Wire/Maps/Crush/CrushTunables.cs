using System.Text.Json;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Crush;

/// <summary>Settings of the placement itself; each release brought better ones.</summary>
public sealed record CrushTunables(
    uint ChooseLocalTries,
    uint ChooseLocalFallbackTries,
    uint ChooseTotalTries,
    uint ChooseLeafDescendOnce,
    byte ChooseLeafVaryR,
    byte StrawCalcVersion,
    uint AllowedBucketAlgorithms,
    byte ChooseLeafStable) : IWireType<CrushTunables>
{
    // Bits by algorithm: uniform, list, straw; and straw2.
    private const uint LegacyAlgorithms = 0x16;
    private const uint HammerAlgorithms = 0x36;

    public static readonly CrushTunables Jewel = new(0, 0, 50, 1, 1, 1, HammerAlgorithms, 1);

    public static int MinimumSize => 23;

    /// <summary>The settings of a release by its name, or of <c>legacy</c>, <c>optimal</c>, <c>default</c>; null for an unknown one.</summary>
    public static CrushTunables? OfProfile(string name) => name switch
    {
        "legacy" or "argonaut" => new CrushTunables(2, 5, 19, 0, 0, 0, LegacyAlgorithms, 0),
        "bobtail" => new CrushTunables(0, 0, 50, 1, 0, 0, LegacyAlgorithms, 0),
        "firefly" => new CrushTunables(0, 0, 50, 1, 1, 0, LegacyAlgorithms, 0),
        "hammer" => new CrushTunables(0, 0, 50, 1, 1, 1, HammerAlgorithms, 0),
        "jewel" or "optimal" or "default" => Jewel,
        _ => null,
    };

    /// <summary>The release whose settings these are, <c>unknown</c> if none's.</summary>
    public string Profile =>
        (ChooseLocalTries, ChooseLocalFallbackTries, ChooseTotalTries, ChooseLeafDescendOnce, ChooseLeafVaryR, ChooseLeafStable,
            AllowedBucketAlgorithms) switch
        {
            (0, 0, 50, 1, 1, 1, HammerAlgorithms) => "jewel",
            (0, 0, 50, 1, 1, 0, HammerAlgorithms) => "hammer",
            (0, 0, 50, 1, 1, 0, LegacyAlgorithms) => "firefly",
            (0, 0, 50, 1, 0, 0, LegacyAlgorithms) => "bobtail",
            (2, 5, 19, 0, 0, 0, LegacyAlgorithms) => "argonaut",
            _ => "unknown",
        };

    internal bool NeedsBobtail => ChooseLocalTries != 2 || ChooseLocalFallbackTries != 5 || ChooseTotalTries != 19;

    public static CrushTunables Decode(ref WireReader reader)
    {
        var chooseLocalTries = reader.ReadUInt32();
        var chooseLocalFallbackTries = reader.ReadUInt32();
        var chooseTotalTries = reader.ReadUInt32();
        var chooseLeafDescendOnce = reader.ReadUInt32();
        var chooseLeafVaryR = reader.ReadByte();
        var strawCalcVersion = reader.ReadByte();
        var allowedBucketAlgorithms = reader.ReadUInt32();
        var chooseLeafStable = reader.ReadByte();
        return new CrushTunables(
            chooseLocalTries, chooseLocalFallbackTries, chooseTotalTries, chooseLeafDescendOnce,
            chooseLeafVaryR, strawCalcVersion, allowedBucketAlgorithms, chooseLeafStable);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt32(ChooseLocalTries);
        writer.WriteUInt32(ChooseLocalFallbackTries);
        writer.WriteUInt32(ChooseTotalTries);
        writer.WriteUInt32(ChooseLeafDescendOnce);
        writer.WriteByte(ChooseLeafVaryR);
        writer.WriteByte(StrawCalcVersion);
        writer.WriteUInt32(AllowedBucketAlgorithms);
        writer.WriteByte(ChooseLeafStable);
    }

    internal void DumpMembers(Utf8JsonWriter json)
    {
        json.WriteNumber("choose_local_tries", ChooseLocalTries);
        json.WriteNumber("choose_local_fallback_tries", ChooseLocalFallbackTries);
        json.WriteNumber("choose_total_tries", ChooseTotalTries);
        json.WriteNumber("chooseleaf_descend_once", ChooseLeafDescendOnce);
        json.WriteNumber("chooseleaf_vary_r", ChooseLeafVaryR);
        json.WriteNumber("chooseleaf_stable", ChooseLeafStable);
        json.WriteNumber("straw_calc_version", StrawCalcVersion);
        json.WriteNumber("allowed_bucket_algs", AllowedBucketAlgorithms);
        json.WriteString("profile", Profile);
        json.WriteNumber("optimal_tunables", Profile == "jewel" ? 1 : 0);
        json.WriteNumber("legacy_tunables", Profile == "argonaut" ? 1 : 0);
    }
}
