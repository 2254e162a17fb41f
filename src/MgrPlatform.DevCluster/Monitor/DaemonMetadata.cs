using System.Globalization;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>The <c>metadata</c> words of the daemons' types: all of them, or one.</summary>
internal static class DaemonMetadata
{
    public static CommandResult Answer(WordCall call, DaemonTable daemons, string type, string? id)
    {
        if (id is null)
        {
            return call.Json(new JsonArray([.. daemons.All.Where(daemon => daemon.Key.Type == type).Select(Item)]));
        }

        return daemons.Find(new DaemonKey(type, id)) is { } found
            ? call.Json(Item(found))
            : CommandResult.Failure(Errno.NotFound, $"{type}.{id} does not exist");
    }

    private static JsonObject Item(DaemonState daemon)
    {
        var item = daemon.Key.Type == "osd"
            ? new JsonObject { ["id"] = int.Parse(daemon.Key.Id, CultureInfo.InvariantCulture) }
            : new JsonObject { ["name"] = daemon.Key.Id };
        foreach (var (name, value) in daemon.Metadata)
        {
            item[name] = value;
        }

        return item;
    }
}
