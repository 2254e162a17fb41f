using System.Collections.Immutable;
using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Manager.Role;

/// <summary>Which modules a map wants running: those that an operator enabled, and those that the release always runs.</summary>
internal static class ModuleChoice
{
    public static readonly ImmutableSortedSet<string> None = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public static ImmutableSortedSet<string> Of(MgrMap map)
    {
        // The map has a list for each release that it may be read by; the newest is the cluster's own.
        var alwaysOn = map.AlwaysOnModules.Count == 0 ? [] : map.AlwaysOnModules.MaxBy(static release => release.Key).Value;
        return map.Modules.Union(alwaysOn).Except(map.ForceDisabledModules).ToImmutableSortedSet(StringComparer.Ordinal);
    }
}
