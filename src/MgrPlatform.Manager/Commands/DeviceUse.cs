using MgrPlatform.Modules.Backend;

namespace MgrPlatform.Manager.Commands;

/// <summary>A device that daemons live on, as their metadata names it.</summary>
/// <param name="Id">Its model and serial number.</param>
/// <param name="Locations">Where it is, sorted.</param>
/// <param name="Daemons">Whose it is, sorted.</param>
internal sealed record DeviceUse(string Id, IReadOnlyList<(string Host, string Name, string Path)> Locations, IReadOnlyList<string> Daemons)
{
    public static IEnumerable<DeviceUse> Of(IEnumerable<DaemonState> daemons) =>
        daemons.SelectMany(Devices).GroupBy(static device => device.Id, StringComparer.Ordinal)
            .OrderBy(static device => device.Key, StringComparer.Ordinal)
            .Select(static device => new DeviceUse(
                device.Key,
                [.. device.Select(static use => use.Location).Distinct().Order()],
                [.. device.Select(static use => use.Daemon).Distinct().Order(StringComparer.Ordinal)]));

    private static IEnumerable<(string Id, (string Host, string Name, string Path) Location, string Daemon)> Devices(DaemonState daemon)
    {
        var paths = Pairs(daemon.Metadata.GetValueOrDefault("device_paths", ""));
        return Pairs(daemon.Metadata.GetValueOrDefault("device_ids", ""))
            .Select(pair => (pair.Value, (daemon.Hostname, pair.Key, paths.GetValueOrDefault(pair.Key, "")), daemon.Key.ToString()));
    }

    // "sda=MODEL_SERIAL,sdb=…"
    private static Dictionary<string, string> Pairs(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=', 2))
            .Where(static pair => pair.Length == 2)
            .DistinctBy(static pair => pair[0]).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
}
