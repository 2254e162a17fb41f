using System.Globalization;
using MgrPlatform.Wire.Maps;

namespace MgrPlatform.Monitor.Services.Fs;

/// <summary>
/// The on-disk features of metadata servers that Pacific's monitors give to a new file system, and how sets of them are printed.
/// </summary>
internal static class MdsCompat
{
    private static readonly (ulong Number, string Name)[] Names =
    [
        (1, "base v0.20"), (2, "client writeable ranges"), (3, "default file layouts on dirs"), (4, "dir inode in separate object"),
        (5, "mds uses versioned encoding"), (6, "dirfrag is stored in omap"), (8, "no anchor table"), (9, "file layout v2"),
        (10, "snaprealm v2"),
    ];

    public static readonly CompatSet Default = new(
        CompatFeatures.Empty,
        CompatFeatures.Empty,
        new CompatFeatures(
            Names.Aggregate(0UL, static (mask, feature) => mask | 1UL << (int)feature.Number),
            new SortedDictionary<ulong, string>(Names.ToDictionary(static feature => feature.Number, static feature => feature.Name))));

    /// <summary><c>compat={},rocompat={},incompat={1=base v0.20,…}</c>.</summary>
    public static string Text(CompatSet set) =>
        $"compat={Text(set.Compatible)},rocompat={Text(set.ReadOnlyCompatible)},incompat={Text(set.Incompatible)}";

    /// <summary><c>{c=[1],r=[1],i=[7ff]}</c>; bit 0 is always set.</summary>
    public static string Masks(CompatSet set) =>
        $"{{c=[{set.Compatible.Mask | 1:x}],r=[{set.ReadOnlyCompatible.Mask | 1:x}],i=[{set.Incompatible.Mask | 1:x}]}}";

    private static string Text(CompatFeatures features) => "{" + string.Join(
        ',', features.Names.Select(static pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}"))) + "}";
}
