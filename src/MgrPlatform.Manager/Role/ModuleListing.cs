using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Manager.Role;

/// <summary>
/// Which modules a beacon lists. Ceph's monitors take a list only when a name or "can run" in it differs from what they know, so options that
/// become known later never reach them: then one of the modules that gained some is left out of a beacon, and listed again once the map lacks
/// it. Each such change of the list brings all of it, so one is enough.
/// </summary>
internal sealed class ModuleListing
{
    // A monitor that does not keep options at all must not be asked for ever.
    private const int Attempts = 3;

    private IReadOnlyList<MgrModule> _wanted = [];
    private int _attempts;

    /// <summary>The last beacon left out a module.</summary>
    public bool IsShortened { get; private set; }

    public void Want(IReadOnlyList<MgrModule> modules)
    {
        _wanted = modules;
        _attempts = 0;
    }

    /// <summary>What the next beacon says.</summary>
    /// <param name="known">What the newest map has of us.</param>
    public IReadOnlyList<MgrModule> Next(IReadOnlyList<MgrModule> known)
    {
        var stale = FindStale(known);
        IsShortened = stale is not null && _attempts < Attempts;
        if (!IsShortened)
        {
            return _wanted;
        }

        _attempts++;
        return [.. _wanted.Where(module => module.Name != stale)];
    }

    /// <summary>The map has what the last beacon said: the whole list may follow.</summary>
    public bool CanFollow(IReadOnlyList<MgrModule> known) => IsShortened && FindStale(known) is null;

    private string? FindStale(IReadOnlyList<MgrModule> known)
    {
        var byName = known.DistinctBy(static module => module.Name).ToDictionary(static module => module.Name, StringComparer.Ordinal);
        return _wanted.FirstOrDefault(module => module.Options.Count > 0 && byName.TryGetValue(module.Name, out var old)
            && old.CanRun == module.CanRun && !old.Options.Keys.ToHashSet().SetEquals(module.Options.Keys))?.Name;
    }
}
