using System.Text.Json;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Text;

namespace MgrPlatform.Manager.Commands;

/// <summary>
/// <c>ceph device …</c> as far as it only looks. What is predicted of a device's life is not known here: those columns are empty.
/// </summary>
internal static class DeviceCommands
{
    public static OwnAnswer List(CommandCall call, OwnContext context)
    {
        var table = new TextTable(("DEVICE", false), ("HOST:DEV", false), ("DAEMONS", false), ("WEAR", true), ("LIFE EXPECTANCY", false));
        return Answer(
            call,
            DeviceUse.Of(context.Daemons),
            table,
            static device => [device.Id, Places(device), string.Join(' ', device.Daemons), "", ""]);
    }

    public static OwnAnswer One(CommandCall call, OwnContext context)
    {
        var id = call.Text("devid") ?? "";
        if (DeviceUse.Of(context.Daemons).FirstOrDefault(device => device.Id == id) is not { } device)
        {
            return OwnAnswer.Refuse(Errno.NotFound, $"device {id} not found");
        }

        return call.WantsJson
            ? OwnAnswer.Coded(0, call.Json(json => Write(json, device)), "")
            : OwnAnswer.Text(
                $"device {id}\n"
                + string.Concat(device.Locations.Select(static place => $"attachment {place.Host} {place.Name} {place.Path}\n"))
                + $"daemons {string.Join(',', device.Daemons)}\n");
    }

    public static OwnAnswer OfDaemon(CommandCall call, OwnContext context)
    {
        var who = call.Text("who") ?? "";
        if (who.IndexOf('.', StringComparison.Ordinal) <= 0)
        {
            return OwnAnswer.Refuse(Errno.Invalid, $"{who} is not a valid daemon name");
        }

        if (!context.Daemons.Any(daemon => daemon.Key.ToString() == who))
        {
            return OwnAnswer.Refuse(Errno.NotFound, $"daemon {who} not found");
        }

        var table = new TextTable(("DEVICE", false), ("HOST:DEV", false), ("EXPECTED FAILURE", false));
        return Answer(
            call,
            DeviceUse.Of(context.Daemons).Where(device => device.Daemons.Contains(who)),
            table,
            static device => [device.Id, Places(device), ""]);
    }

    public static OwnAnswer OnHost(CommandCall call, OwnContext context)
    {
        var host = call.Text("host") ?? "";
        var table = new TextTable(("DEVICE", false), ("DEV", false), ("DAEMONS", false), ("EXPECTED FAILURE", false));
        return Answer(
            call,
            DeviceUse.Of(context.Daemons).Where(device => device.Locations.Any(place => place.Host == host)),
            table,
            device =>
            [
                device.Id, string.Join(' ', device.Locations.Where(place => place.Host == host).Select(static place => place.Name)),
                string.Join(' ', device.Daemons), "",
            ]);
    }

    private static OwnAnswer Answer(CommandCall call, IEnumerable<DeviceUse> devices, TextTable table, Func<DeviceUse, string[]> row)
    {
        if (call.WantsJson)
        {
            return OwnAnswer.Coded(
                0,
                call.Json(json =>
                {
                    json.WriteStartArray();
                    foreach (var device in devices)
                    {
                        Write(json, device);
                    }

                    json.WriteEndArray();
                }),
                "");
        }

        foreach (var device in devices)
        {
            table.Add(row(device));
        }

        return OwnAnswer.Text(table.ToString());
    }

    private static string Places(DeviceUse device) =>
        string.Join(' ', device.Locations.Select(static place => $"{place.Host}:{place.Name}"));

    private static void Write(Utf8JsonWriter json, DeviceUse device)
    {
        json.WriteStartObject();
        json.WriteString("devid", device.Id);
        json.WriteStartArray("location");
        foreach (var (host, name, path) in device.Locations)
        {
            json.WriteStartObject();
            json.WriteString("host", host);
            json.WriteString("dev", name);
            json.WriteString("path", path);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("daemons");
        foreach (var daemon in device.Daemons)
        {
            json.WriteStringValue(daemon);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
