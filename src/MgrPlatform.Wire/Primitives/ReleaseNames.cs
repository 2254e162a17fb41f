namespace MgrPlatform.Wire.Primitives;

/// <summary>Ceph's words for its releases.</summary>
public static class ReleaseNames
{
    public static string ToName(this Release release) =>
        Enum.IsDefined(release) && release != Release.Unknown ? Enum.GetName(release)!.ToLowerInvariant() : "unknown";
}
