using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Plugins.Rest.Requests;
using MgrPlatform.Plugins.Rest.Server;
using Microsoft.AspNetCore.Http;

namespace MgrPlatform.Plugins.Rest.Routes;

/// <summary>OSDs: list, change, and the commands that one can be given.</summary>
internal static class OsdRoutes
{
    private static readonly IReadOnlyDictionary<string, string> Commands = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["scrub"] = "osd scrub", ["deep_scrub"] = "osd deep-scrub", ["repair"] = "osd repair",
    };

    public static IEnumerable<RestRoute> Of(RouteScope routes)
    {
        const string Root = RouteScope.Root + "/cluster/osd";
        yield return new RestRoute("GET", Root, "The OSDs", async context =>
            await Responses.WriteAsync(context, await ListAsync(routes.Cluster, context)))
        {
            Query = new Dictionary<string, string> { ["pool"] = "only those that the pool with this id can use", ["id__in[]"] = "only these; may be repeated" },
        };
        yield return new RestRoute("GET", Root + "/command", "Which commands there are, and for which OSDs", async context =>
        {
            var all = new JsonObject();
            foreach (var osd in (await routes.Cluster.GetAsync("osd_map", context.RequestAborted)).GetProperty("osds").EnumerateArray())
            {
                all[Id(osd).ToString(CultureInfo.InvariantCulture)] = new JsonObject { ["valid_commands"] = Valid(osd) };
            }

            await Responses.WriteAsync(context, all);
        });
        yield return new RestRoute("GET", Root + "/{id:int}", "One OSD", async context =>
        {
            var id = RouteScope.IdOf(context);
            await FindAsync(routes.Cluster, context);
            var all = await ListAsync(routes.Cluster, context);
            await Responses.WriteAsync(context, all.First(osd => (int)osd!["id"]! == id));
        });
        yield return new RestRoute("PATCH", Root + "/{id:int}", "Mark an OSD down, in or out, or change its weight", async context =>
            await routes.ChangeAsync(context, Update(await FindAsync(routes.Cluster, context), await Responses.ReadObjectAsync(context))))
        {
            Status = StatusCodes.Status202Accepted,
            Body = Schemas.Object([], ("up", "boolean", "only false: mark it down"), ("in", "boolean", "in or out"), ("reweight", "number", "0 to 1")),
        };
        yield return new RestRoute("GET", Root + "/{id:int}/command", "The commands that this OSD can be given now", async context =>
            await Responses.WriteAsync(context, Valid(await FindAsync(routes.Cluster, context))));
        yield return new RestRoute("GET", Root + "/{id:int}/command/{command}", "Whether this OSD can be given the command now", async context =>
        {
            var command = Known(context);
            var osd = await FindAsync(routes.Cluster, context);
            await Responses.WriteAsync(context, new JsonObject { ["valid"] = Valid(osd).Any(valid => (string?)valid == command) });
        });
        yield return new RestRoute("POST", Root + "/{id:int}/command/{command}", "Give the command to this OSD: scrub, deep_scrub or repair", async context =>
        {
            var command = Known(context);
            var osd = await FindAsync(routes.Cluster, context);
            if (Valid(osd).Count == 0)
            {
                throw new ProblemException(StatusCodes.Status403Forbidden, $"osd.{Id(osd)} is down; it cannot {command} now");
            }

            await routes.ChangeAsync(context, new ChangePlan(
                $"Running {command} on osd.{Id(osd)}",
                [new JsonObject { ["prefix"] = Commands[command], ["who"] = Id(osd).ToString(CultureInfo.InvariantCulture) }],
                ChangesOsdMap: false));
        })
        {
            Status = StatusCodes.Status202Accepted,
        };
    }

    private static async Task<JsonArray> ListAsync(ClusterView cluster, HttpContext context)
    {
        var map = await cluster.GetAsync("osd_map", context.RequestAborted);
        var hostnames = await cluster.HostnamesAsync(context.RequestAborted);
        var poolsOfOsd = await PoolsByOsdAsync(cluster, map, context.RequestAborted);
        var wanted = Wanted(context, map, poolsOfOsd);
        var osds = map.GetProperty("osds").EnumerateArray().Where(osd => wanted(Id(osd))).Select(osd => (JsonNode)new JsonObject
        {
            ["uuid"] = osd.GetProperty("uuid").GetString(),
            ["up"] = IsSet(osd, "up"),
            ["in"] = IsSet(osd, "in"),
            ["id"] = Id(osd),
            ["reweight"] = osd.GetProperty("weight").GetDouble(),
            ["server"] = hostnames.GetValueOrDefault($"osd.{Id(osd)}"),
            ["pools"] = new JsonArray([.. poolsOfOsd[Id(osd)].Select(static pool => (JsonNode)pool)]),
            ["valid_commands"] = Valid(osd),
            ["public_addr"] = osd.GetProperty("public_addr").GetString(),
            ["cluster_addr"] = osd.GetProperty("cluster_addr").GetString(),
        });
        return [.. osds];
    }

    private static Func<int, bool> Wanted(HttpContext context, JsonElement map, ILookup<int, int> poolsOfOsd)
    {
        var pool = context.Request.Query["pool"].ToString();
        var ids = context.Request.Query["id__in[]"];
        if (pool.Length > 0)
        {
            if (!int.TryParse(pool, CultureInfo.InvariantCulture, out var poolId)
                || map.GetProperty("pools").EnumerateArray().All(one => one.GetProperty("pool").GetInt32() != poolId))
            {
                throw ProblemException.NotFound($"there is no pool {pool}");
            }

            return id => poolsOfOsd[id].Contains(poolId);
        }

        if (ids.Count == 0)
        {
            return static _ => true;
        }

        var wanted = new HashSet<int>();
        foreach (var text in ids)
        {
            wanted.Add(int.TryParse(text, CultureInfo.InvariantCulture, out var id) ? id : throw ProblemException.BadRequest($"'{text}' is no OSD id"));
        }

        return wanted.Contains;
    }

    private static async Task<ILookup<int, int>> PoolsByOsdAsync(ClusterView cluster, JsonElement map, CancellationToken cancellationToken)
    {
        var crush = new CrushView(await cluster.GetAsync("osd_map_crush", cancellationToken));
        var osdsOfRule = crush.Rules.EnumerateArray().ToDictionary(static rule => rule.GetProperty("rule_id").GetInt32(), crush.OsdsOf);
        return map.GetProperty("pools").EnumerateArray()
            .Where(pool => osdsOfRule.ContainsKey(pool.GetProperty("crush_rule").GetInt32()))
            .SelectMany(pool => osdsOfRule[pool.GetProperty("crush_rule").GetInt32()].Select(osd => (Osd: osd, Pool: pool.GetProperty("pool").GetInt32())))
            .ToLookup(static pair => pair.Osd, static pair => pair.Pool);
    }

    private static ChangePlan Update(JsonElement osd, JsonObject body)
    {
        body.AllowOnly("up", "in", "reweight");
        var id = Id(osd).ToString(CultureInfo.InvariantCulture);
        var commands = new List<JsonObject>();
        if (body.Flag("up") is { } up)
        {
            if (up)
            {
                throw ProblemException.BadRequest("up can only be set to false: an OSD comes up by itself when its daemon runs");
            }

            if (IsSet(osd, "up"))
            {
                commands.Add(new JsonObject { ["prefix"] = "osd down", ["ids"] = new JsonArray(id) });
            }
        }

        if (body.Flag("in") is { } isIn && isIn != IsSet(osd, "in"))
        {
            commands.Add(new JsonObject { ["prefix"] = isIn ? "osd in" : "osd out", ["ids"] = new JsonArray(id) });
        }

        if (body.Number("reweight") is { } weight)
        {
            if (weight is not (>= 0 and <= 1))
            {
                throw ProblemException.BadRequest("reweight must be from 0 to 1");
            }

            if (Math.Abs(weight - osd.GetProperty("weight").GetDouble()) > 0.00001)
            {
                commands.Add(new JsonObject { ["prefix"] = "osd reweight", ["id"] = Id(osd), ["weight"] = weight });
            }
        }

        return new ChangePlan($"Updating osd.{id}", commands);
    }

    private static string Known(HttpContext context)
    {
        var command = RouteScope.NameOf(context, "command");
        return Commands.ContainsKey(command) ? command : throw ProblemException.NotFound(
            $"OSDs have no command '{command}'; there are: {string.Join(", ", Commands.Keys)}");
    }

    private static JsonArray Valid(JsonElement osd) => IsSet(osd, "up") ? [.. Commands.Keys.Select(static command => (JsonNode)command)] : [];

    private static async Task<JsonElement> FindAsync(ClusterView cluster, HttpContext context)
    {
        var id = RouteScope.IdOf(context);
        var map = await cluster.GetAsync("osd_map", context.RequestAborted);
        var osd = map.GetProperty("osds").EnumerateArray().FirstOrDefault(osd => Id(osd) == id);
        return osd.ValueKind == JsonValueKind.Object ? osd : throw ProblemException.NotFound($"there is no osd.{id}");
    }

    private static int Id(JsonElement osd) => osd.GetProperty("osd").GetInt32();

    private static bool IsSet(JsonElement osd, string name) => osd.GetProperty(name).GetInt32() != 0;
}
