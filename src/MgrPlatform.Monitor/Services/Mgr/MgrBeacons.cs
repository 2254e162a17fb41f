using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Mgr;

/// <summary>What becomes of a mgrmap: pure, map in, map out. The same map comes back when nothing changes.</summary>
internal static class MgrBeacons
{
    private const ulong DownFlag = 1;

    public static MgrMap Apply(MgrMap map, MMgrBeacon beacon, UTime now, out BeaconVerdict verdict)
    {
        verdict = default;
        if (map.ActiveName == beacon.Name && map.ActiveGid != beacon.Gid && map.ActiveGid != 0)
        {
            verdict = verdict with { Restarted = beacon.Name };
            map = WithoutActive(map, now);
        }

        foreach (var old in map.Standbys.Values.Where(standby => standby.Name == beacon.Name && standby.Gid != beacon.Gid).ToList())
        {
            verdict = verdict with { StandbyRestarted = true };
            map = WithoutStandby(map, old.Gid);
        }

        if (map.ActiveGid == beacon.Gid)
        {
            return ApplyActive(map, beacon, ref verdict);
        }

        if (map.ActiveGid == 0 && (map.Flags & DownFlag) == 0)
        {
            verdict = verdict with { Activated = true };
            return Activate(WithoutStandby(map, beacon.Gid), Standby(beacon), now);
        }

        var standby = Standby(beacon);
        if (map.Standbys.TryGetValue(beacon.Gid, out var known) && Same(known, standby))
        {
            return map;
        }

        verdict = verdict with { StandbyStarted = known is null };
        return map with { Standbys = Sorted(map.Standbys.Where(other => other.Key != beacon.Gid).Append(new(beacon.Gid, standby))) };
    }

    public static MgrMap WithoutActive(MgrMap map, UTime now) => map with
    {
        ActiveGid = 0,
        ActiveName = "",
        ActiveAddresses = EntityAddressVector.Empty,
        Available = false,
        ActiveChange = now,
        ActiveFeatures = Features.None,
        Services = new SortedDictionary<string, string>(),
        ClientAddresses = [],
        ClientNames = [],
    };

    public static MgrMap WithoutStandby(MgrMap map, ulong gid) => !map.Standbys.ContainsKey(gid) ? map
        : map with { Standbys = Sorted(map.Standbys.Where(standby => standby.Key != gid)) };

    /// <summary>The standby with the lowest gid.</summary>
    public static MgrMap Promote(MgrMap map, UTime now)
    {
        var next = map.Standbys.Values.MinBy(static standby => standby.Gid);
        return next is null ? map : Activate(WithoutStandby(map, next.Gid), next, now);
    }

    private static MgrMap Activate(MgrMap map, MgrStandby standby, UTime now) => map with
    {
        ActiveGid = standby.Gid,
        ActiveName = standby.Name,
        ActiveAddresses = EntityAddressVector.Empty,
        Available = false,
        ActiveChange = now,
        ActiveFeatures = standby.Features,
        AvailableModules = standby.AvailableModules,
    };

    private static MgrMap ApplyActive(MgrMap map, MMgrBeacon beacon, ref BeaconVerdict verdict)
    {
        // Ceph's monitors take a command table only from the beacon in which "available" changes. Ours take any, as their metadata says
        // (MonitorMetadata.TakesCommandTables), so that a manager need not stop being available for a module that was just loaded.
        var flips = map.Available != beacon.Available;
        verdict = verdict with
        {
            BecameAvailable = flips && beacon.Available,
            TakesCommands = beacon.Commands.Count > 0,
        };
        var isSame = !flips
            && map.ActiveAddresses.Equals(beacon.ServerAddresses)
            && map.ActiveFeatures == beacon.Features
            && map.Services.Count == beacon.Services.Count
            && beacon.Services.All(service => map.Services.TryGetValue(service.Key, out var uri) && uri == service.Value)
            && map.ClientAddresses.SequenceEqual(beacon.ClientAddresses)
            && map.ClientNames.SequenceEqual(beacon.ClientNames)
            && Same(map.AvailableModules, beacon.Modules);
        return isSame ? map : map with
        {
            ActiveAddresses = beacon.ServerAddresses,
            Available = beacon.Available,
            ActiveFeatures = beacon.Features,
            Services =
                new OrderedDictionary<string, string>(beacon.Services.OrderBy(static service => service.Key, StringComparer.Ordinal)),
            ClientAddresses = beacon.ClientAddresses,
            ClientNames = beacon.ClientNames,
            AvailableModules = beacon.Modules,
        };
    }

    private static MgrStandby Standby(MMgrBeacon beacon) =>
        new(beacon.Gid, beacon.Name, [.. beacon.Modules.Select(static module => module.Name)], beacon.Modules, beacon.Features);

    private static bool Same(MgrStandby some, MgrStandby other) =>
        some.Name == other.Name && some.Features == other.Features && Same(some.AvailableModules, other.AvailableModules);

    private static bool Same(IReadOnlyList<MgrModule> some, IReadOnlyList<MgrModule> others) =>
        some.Count == others.Count && some.Zip(others).All(static pair =>
            pair.First.Name == pair.Second.Name && pair.First.CanRun == pair.Second.CanRun && pair.First.ErrorText == pair.Second.ErrorText
            && pair.First.Options.Keys.SequenceEqual(pair.Second.Options.Keys));

    private static OrderedDictionary<ulong, MgrStandby> Sorted(IEnumerable<KeyValuePair<ulong, MgrStandby>> standbys) =>
        new(standbys.OrderBy(static standby => standby.Key));
}
