using System.Text.Json;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.Manager.State;

/// <summary>The devices that daemons live on, as their metadata names them: the documents <c>devices</c> and <c>device ID</c>.</summary>
internal static class DeviceList
{
    private const string Prefix = "device ";

    public static void Write(IEnumerable<DaemonState> daemons, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("devices");
        foreach (var device in Find(daemons))
        {
            WriteDevice(json, device);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>One device, or an empty object as ceph-mgr gives for one that it does not know.</summary>
    /// <param name="name">Of the document: <c>device MODEL_SERIAL</c>.</param>
    public static void WriteOne(IEnumerable<DaemonState> daemons, string name, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (Find(daemons).FirstOrDefault(device => device.Key == name[Prefix.Length..]) is { } device)
        {
            json.WritePropertyName("device");
            WriteDevice(json, device);
        }

        json.WriteEndObject();
    }

    public static bool IsOne(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    private static IEnumerable<IGrouping<string, (DaemonState Daemon, string Device, string Path)>> Find(
        IEnumerable<DaemonState> daemons) =>
        daemons
            .SelectMany(static daemon => Devices(daemon))
            .GroupBy(static device => device.Id, static device => (device.Daemon, device.Device, device.Path))
            .OrderBy(static device => device.Key, StringComparer.Ordinal);

    private static IEnumerable<(string Id, DaemonState Daemon, string Device, string Path)> Devices(DaemonState daemon)
    {
        var paths = Pairs(daemon.Metadata.GetValueOrDefault("device_paths", "")).ToDictionary(StringComparer.Ordinal);
        return Pairs(daemon.Metadata.GetValueOrDefault("device_ids", ""))
            .Select(pair => (pair.Value, daemon, pair.Key, paths.GetValueOrDefault(pair.Key, "")));
    }

    // "sda=MODEL_SERIAL,sdb=…"
    private static IEnumerable<KeyValuePair<string, string>> Pairs(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=', 2))
            .Where(static pair => pair.Length == 2)
            .DistinctBy(static pair => pair[0]).Select(static pair => KeyValuePair.Create(pair[0], pair[1]));

    private static void WriteDevice(Utf8JsonWriter json, IGrouping<string, (DaemonState Daemon, string Device, string Path)> device)
    {
        json.WriteStartObject();
        json.WriteString("devid", device.Key);
        json.WriteStartArray("location");
        foreach (var (host, name, path) in device.Select(static use => (use.Daemon.Hostname, use.Device, use.Path)).Distinct())
        {
            json.WriteStartObject();
            json.WriteString("host", host);
            json.WriteString("dev", name);
            json.WriteString("path", path);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("daemons");
        foreach (var daemon in device.Select(static use => use.Daemon.Key.ToString()).Distinct())
        {
            json.WriteStringValue(daemon);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
