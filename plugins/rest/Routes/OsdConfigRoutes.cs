using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Plugins.Rest.Requests;
using MgrPlatform.Plugins.Rest.Server;
using Microsoft.AspNetCore.Http;

namespace MgrPlatform.Plugins.Rest.Routes;

/// <summary>The flags of the OSD map that an operator sets for maintenance.</summary>
internal static class OsdConfigRoutes
{
    private static readonly string[] Flags =
        ["pause", "noup", "nodown", "noout", "noin", "nobackfill", "norecover", "noscrub", "nodeep-scrub"];

    public static IEnumerable<RestRoute> Of(RouteScope routes)
    {
        const string Path = RouteScope.Root + "/cluster/osd_config";
        yield return new RestRoute("GET", Path, "The OSD map's flags", async context =>
        {
            var set = Set(await routes.Cluster.GetAsync("osd_map", context.RequestAborted));
            await Responses.WriteAsync(context, new JsonObject(Flags.Select(flag => KeyValuePair.Create(flag, (JsonNode?)set.Contains(flag)))));
        });
        yield return new RestRoute("PATCH", Path, "Set and unset flags of the OSD map; 304 when they are so already", async context =>
        {
            var body = await Responses.ReadObjectAsync(context);
            body.AllowOnly(Flags);
            var set = Set(await routes.Cluster.GetAsync("osd_map", context.RequestAborted));
            var changes = Flags.Where(flag => body.Flag(flag) is { } wanted && wanted != set.Contains(flag))
                .Select(flag => new JsonObject { ["prefix"] = body.Flag(flag)!.Value ? "osd set" : "osd unset", ["key"] = flag });
            await routes.ChangeAsync(context, new ChangePlan("Changing flags of the OSD map", [.. changes]));
        })
        {
            Status = StatusCodes.Status202Accepted,
            Body = Schemas.Object([], [.. Flags.Select(static flag => (flag, "boolean", "set or not"))]),
        };
    }

    private static HashSet<string> Set(JsonElement map)
    {
        var set = map.GetProperty("flags").GetString()!.Split(',').ToHashSet(StringComparer.Ordinal);
        if (set.Contains("pauserd") && set.Contains("pausewr"))
        {
            set.Add("pause"); // One word sets both.
        }

        return set;
    }
}
