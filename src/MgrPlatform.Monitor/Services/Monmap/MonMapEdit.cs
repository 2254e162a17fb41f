using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Monmap;

/// <summary>Changes to a monmap, as values.</summary>
public static class MonMapEdit
{
    /// <summary>A new member has the last rank: those that are there keep theirs.</summary>
    public static MonMap Add(MonMap map, string name, EntityAddressVector addresses, UTime now) => map with
    {
        Monitors = Sorted(map.Monitors.Append(new(name, new MonInfo
        {
            StructVersion = MonInfo.TentacleVersion,
            Name = name,
            Addresses = addresses,
            TimeAdded = now,
        }))),
        Ranks = [.. map.Ranks, name],
        RemovedRanks = [.. map.RemovedRanks.Where(rank => rank != map.Ranks.Count)],
    };

    /// <summary>Members after the one that goes move up a rank.</summary>
    public static MonMap Remove(MonMap map, string name)
    {
        var rank = map.Ranks.ToList().IndexOf(name);
        return rank < 0 ? map : map with
        {
            Monitors = Sorted(map.Monitors.Where(monitor => monitor.Key != name)),
            Ranks = [.. map.Ranks.Where(other => other != name)],
            RemovedRanks = [.. map.RemovedRanks.Append((uint)rank).Distinct().Order()],
            DisallowedLeaders = [.. map.DisallowedLeaders.Where(other => other != name)],
        };
    }

    public static MonMap Replace(MonMap map, MonInfo monitor) => map with
    {
        Monitors = Sorted(map.Monitors.Where(other => other.Key != monitor.Name).Append(new(monitor.Name, monitor))),
    };

    private static OrderedDictionary<string, MonInfo> Sorted(IEnumerable<KeyValuePair<string, MonInfo>> monitors) =>
        new(monitors.OrderBy(static monitor => monitor.Key, StringComparer.Ordinal));
}
