using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Plugins.Rest.Server;
using Microsoft.AspNetCore.Http;

namespace MgrPlatform.Plugins.Rest.Routes;

/// <summary>Monitors, servers, configuration and the raw documents.</summary>
internal static class ClusterRoutes
{
    private static readonly string[] SyncObjects =
        ["fs_map", "osd_map", "mon_map", "mon_status", "pg_summary", "health", "config", "df", "osd_stats", "mgr_map", "osd_map_tree", "osd_map_crush"];

    public static IEnumerable<RestRoute> Of(ClusterView cluster)
    {
        const string Root = RouteScope.Root + "/cluster";
        yield return new RestRoute("GET", Root + "/mon", "The monitors", async context =>
            await Responses.WriteAsync(context, await MonitorsAsync(cluster, context.RequestAborted)));
        yield return new RestRoute("GET", Root + "/mon/{name}", "One monitor", async context =>
        {
            var name = RouteScope.NameOf(context, "name");
            var all = await MonitorsAsync(cluster, context.RequestAborted);
            await Responses.WriteAsync(context, all.FirstOrDefault(mon => (string?)mon!["name"] == name) ?? throw ProblemException.NotFound(
                $"there is no monitor '{name}'"));
        });
        yield return new RestRoute("GET", Root + "/server", "The machines with their daemons", async context =>
            await Responses.WriteAsync(context, await cluster.ServersAsync(context.RequestAborted)));
        yield return new RestRoute("GET", Root + "/server/{fqdn}", "One machine with its daemons", async context =>
        {
            var name = RouteScope.NameOf(context, "fqdn");
            var servers = await cluster.ServersAsync(context.RequestAborted);
            var server = servers.EnumerateArray().FirstOrDefault(server => server.GetProperty("hostname").GetString() == name);
            await Responses.WriteAsync(context, server.ValueKind == JsonValueKind.Object ? server : throw ProblemException.NotFound(
                $"no daemon has reported from a machine '{name}'"));
        });
        yield return new RestRoute("GET", Root + "/config", "Ceph's configuration", async context =>
        {
            var config = await ConfigAsync(cluster, context.RequestAborted);
            await Responses.WriteAsync(context, new JsonArray([.. config.EnumerateObject().Select(Setting)]));
        });
        yield return new RestRoute("GET", Root + "/config/{key}", "One option of Ceph's configuration", async context =>
        {
            var key = RouteScope.NameOf(context, "key");
            var config = await ConfigAsync(cluster, context.RequestAborted);
            await Responses.WriteAsync(context, config.EnumerateObject().Where(option => option.Name == key).Select(Setting).FirstOrDefault()
                ?? throw ProblemException.NotFound($"there is no option '{key}'"));
        });
        yield return new RestRoute("GET", Root + "/sync_object", "Names of the raw documents", static context =>
            Responses.WriteAsync(context, new JsonArray([.. SyncObjects.Select(static name => (JsonNode)name)])));
        yield return new RestRoute("GET", Root + "/sync_object/{type}", "A raw document: osd_map, health …", async context =>
        {
            var type = RouteScope.NameOf(context, "type");
            if (!SyncObjects.Contains(type))
            {
                throw ProblemException.NotFound($"there is no document '{type}'; there are: {string.Join(", ", SyncObjects)}");
            }

            await Responses.WriteAsync(context, await cluster.GetAsync(type, context.RequestAborted));
        });
    }

    private static JsonObject Setting(JsonProperty option) => new()
    {
        ["key"] = option.Name,
        ["value"] = option.Value.ValueKind == JsonValueKind.String ? option.Value.GetString() : option.Value.GetRawText(),
    };

    private static async Task<JsonElement> ConfigAsync(ClusterView cluster, CancellationToken cancellationToken) =>
        await cluster.ConfigAsync(cancellationToken) ?? throw new ProblemException(
            StatusCodes.Status503ServiceUnavailable, "the manager does not know Ceph's configuration yet; try again in a moment");

    private static async Task<JsonArray> MonitorsAsync(ClusterView cluster, CancellationToken cancellationToken)
    {
        var map = await cluster.GetAsync("mon_map", cancellationToken);
        var status = await cluster.GetAsync("mon_status", cancellationToken);
        var quorum = status.GetProperty("quorum").EnumerateArray().Select(static rank => rank.GetInt32()).ToHashSet();
        var hostnames = await cluster.HostnamesAsync(cancellationToken);
        return ClusterView.Select(map.GetProperty("mons"), mon =>
        {
            var name = mon.GetProperty("name").GetString()!;
            var rank = mon.GetProperty("rank").GetInt32();
            return new JsonObject
            {
                ["name"] = name,
                ["rank"] = rank,
                ["in_quorum"] = quorum.Contains(rank),
                ["server"] = hostnames.GetValueOrDefault($"mon.{name}"),
                ["addr"] = mon.GetProperty("addr").GetString(),
                ["leader"] = quorum.Count > 0 && quorum.Min() == rank, // A quorum is led by its lowest rank.
            };
        });
    }
}
