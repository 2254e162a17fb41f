using System.Text.Json;
using MgrPlatform.Wire.Maps;

namespace MgrPlatform.Manager.Commands;

/// <summary><c>ceph service dump</c> and <c>ceph service status</c>.</summary>
internal static class ServiceCommands
{
    public static OwnAnswer Dump(CommandCall call, OwnContext context) => OwnAnswer.Coded(
        0,
        call.JsonAnyway(json =>
        {
            if (context.Services is { } services)
            {
                services.Dump(json);
            }
            else
            {
                json.WriteStartObject();
                json.WriteEndObject();
            }
        }),
        "");

    public static OwnAnswer Status(CommandCall call, OwnContext context) =>
        OwnAnswer.Coded(0, call.JsonAnyway(json => WriteStatus(json, context)), "");

    private static void WriteStatus(Utf8JsonWriter json, OwnContext context)
    {
        json.WriteStartObject();
        foreach (var (type, daemons) in context.ServiceStatus)
        {
            json.WriteStartObject(type);
            foreach (var (name, status) in daemons)
            {
                json.WriteStartObject(name);
                json.WriteTime("status_stamp", status.StatusStamp);
                json.WriteTime("last_beacon", status.LastBeacon);
                json.WriteStringMap("status", status.Status);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
