using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Plugins.Rest.Requests;
using MgrPlatform.Plugins.Rest.Server;
using Microsoft.AspNetCore.Http;

namespace MgrPlatform.Plugins.Rest.Routes;

/// <summary>Pools: list, create, change, delete.</summary>
internal static class PoolRoutes
{
    private const long MaxPlacementGroups = 65536;
    private static readonly string[] Settable =
        ["name", "size", "min_size", "pg_num", "pgp_num", "crush_ruleset", "hashpspool", "quota_max_objects", "quota_max_bytes"];

    public static IEnumerable<RestRoute> Of(RouteScope routes)
    {
        const string Root = RouteScope.Root + "/cluster/pool";
        yield return new RestRoute("GET", Root, "The pools; with ?defaults what a new one would be", async context =>
        {
            await Responses.WriteAsync(context, context.Request.Query.ContainsKey("defaults")
                ? await DefaultsAsync(routes.Cluster, context.RequestAborted)
                : ClusterView.Select((await routes.Cluster.GetAsync("osd_map", context.RequestAborted)).GetProperty("pools"), ToJson));
        })
        {
            Query = new Dictionary<string, string> { ["defaults"] = "answer with the defaults for a new pool" },
        };
        yield return new RestRoute("POST", Root, "Create a pool; answers with a request to follow", async context =>
            await routes.ChangeAsync(context, await CreateAsync(routes.Cluster, context)))
        {
            Body = Body(["name", "pg_num"]), Status = StatusCodes.Status202Accepted,
        };
        yield return new RestRoute("GET", Root + "/{id:int}", "One pool", async context =>
            await Responses.WriteAsync(context, ToJson(await FindAsync(routes.Cluster, context))));
        yield return new RestRoute("PATCH", Root + "/{id:int}", "Change a pool; 304 when it is so already", async context =>
            await routes.ChangeAsync(context, await UpdateAsync(routes.Cluster, context)))
        {
            Body = Body([]), Status = StatusCodes.Status202Accepted,
        };
        yield return new RestRoute("DELETE", Root + "/{id:int}", "Delete a pool with all that is in it", async context =>
        {
            var name = Name(await FindAsync(routes.Cluster, context));
            await routes.ChangeAsync(context, new ChangePlan($"Deleting pool {name}",
            [
                new JsonObject { ["prefix"] = "osd pool delete", ["pool"] = name, ["pool2"] = name, ["yes_i_really_really_mean_it"] = true },
            ]));
        })
        {
            Status = StatusCodes.Status202Accepted,
        };
    }

    private static JsonObject Body(IEnumerable<string> required) => Schemas.Object(
        required,
        ("name", "string", "the pool's name"), ("pg_num", "integer", "placement groups"), ("pgp_num", "integer", "placement groups for placement"),
        ("size", "integer", "copies"), ("min_size", "integer", "copies that must be there to write"), ("crush_ruleset", "integer", "the CRUSH rule's id"),
        ("hashpspool", "boolean", "spread pools over OSDs by their id"), ("quota_max_objects", "integer", "0: no limit"), ("quota_max_bytes", "integer", "0: no limit"));

    private static JsonObject ToJson(JsonElement pool)
    {
        var flags = pool.GetProperty("flags_names").GetString()!.Split(',');
        return new JsonObject
        {
            ["name"] = Name(pool),
            ["id"] = Number(pool, "pool"),
            ["size"] = Number(pool, "size"),
            ["pg_num"] = Number(pool, "pg_num"),
            ["crush_ruleset"] = Number(pool, "crush_rule"),
            ["min_size"] = Number(pool, "min_size"),
            ["crash_replay_interval"] = 0, // Kraken's shape; the setting itself is gone since Luminous.
            ["pgp_num"] = Number(pool, "pg_placement_num"),
            ["hashpspool"] = flags.Contains("hashpspool"),
            ["full"] = flags.Contains("full"),
            ["quota_max_objects"] = Number(pool, "quota_max_objects"),
            ["quota_max_bytes"] = Number(pool, "quota_max_bytes"),
        };
    }

    private static async Task<JsonNode> DefaultsAsync(ClusterView cluster, CancellationToken cancellationToken)
    {
        var config = await cluster.ConfigAsync(cancellationToken);
        var rules = new CrushView(await cluster.GetAsync("osd_map_crush", cancellationToken)).Rules;
        if (config is not { } options || rules.GetArrayLength() == 0)
        {
            throw new ProblemException(
                StatusCodes.Status503ServiceUnavailable, "the manager does not know Ceph's configuration, or the cluster has no CRUSH rule; pools have no defaults then");
        }

        long Option(string name, long otherwise) =>
            options.TryGetProperty(name, out var value) && long.TryParse(value.ToString(), out var number) ? number : otherwise;
        var size = Option("osd_pool_default_size", 3);
        var minSize = Option("osd_pool_default_min_size", 0);
        var groups = Option("osd_pool_default_pg_num", 32);
        var placement = Option("osd_pool_default_pgp_num", 0);
        var rule = Option("osd_pool_default_crush_rule", -1);
        return new JsonObject
        {
            ["name"] = "new",
            ["size"] = size,
            ["crush_ruleset"] = rule >= 0 ? rule : rules[0].GetProperty("rule_id").GetInt64(),
            ["min_size"] = minSize > 0 ? minSize : size - (size / 2),
            ["hashpspool"] = true,
            ["quota_max_objects"] = 0,
            ["quota_max_bytes"] = 0,
            ["pg_num"] = groups,
            ["pgp_num"] = placement > 0 ? placement : groups,
        };
    }

    private static async Task<ChangePlan> CreateAsync(ClusterView cluster, HttpContext context)
    {
        var body = await Responses.ReadObjectAsync(context);
        body.AllowOnly(Settable);
        var name = body.Text("name") ?? throw ProblemException.BadRequest("name is missing");
        var groups = body.Integer("pg_num") ?? throw ProblemException.BadRequest("pg_num is missing");
        var map = await cluster.GetAsync("osd_map", context.RequestAborted);
        CheckName(map, name, null);
        CheckGroups(groups, body.Integer("pgp_num") ?? groups);
        var create = new JsonObject { ["prefix"] = "osd pool create", ["pool"] = name, ["pg_num"] = groups, ["pgp_num"] = body.Integer("pgp_num") ?? groups };
        if (await RuleNameAsync(cluster, body, context.RequestAborted) is { } rule)
        {
            create["rule"] = rule;
        }

        var commands = new List<JsonObject> { create };
        AddSettings(commands, name, body, ["size", "min_size", "hashpspool"], null);
        return new ChangePlan($"Creating pool {name}", commands, CreatesPlacementGroups: true);
    }

    private static async Task<ChangePlan> UpdateAsync(ClusterView cluster, HttpContext context)
    {
        var body = await Responses.ReadObjectAsync(context);
        body.AllowOnly(Settable);
        var pool = await FindAsync(cluster, context);
        var now = ToJson(pool);
        var name = Name(pool);
        var groups = body.Integer("pg_num") ?? Number(pool, "pg_num");
        CheckGroups(groups, body.Integer("pgp_num") ?? Math.Min(groups, Number(pool, "pg_placement_num")));
        if (groups < Number(pool, "pg_num"))
        {
            throw ProblemException.BadRequest($"pg_num cannot shrink here: pool {name} has {Number(pool, "pg_num")}");
        }

        var commands = new List<JsonObject>();
        AddSettings(commands, name, body, ["pg_num", "pgp_num", "size", "min_size", "hashpspool"], now);
        if (body.Integer("crush_ruleset") is { } rule && rule != (long)now["crush_ruleset"]!)
        {
            commands.Add(Set(name, "crush_rule", (await RuleNameAsync(cluster, body, context.RequestAborted))!));
        }

        if (body.Text("name") is { } newName && newName != name)
        {
            CheckName(await cluster.GetAsync("osd_map", context.RequestAborted), newName, name);
            commands.Add(new JsonObject { ["prefix"] = "osd pool rename", ["srcpool"] = name, ["destpool"] = newName });
        }

        return new ChangePlan($"Updating pool {name}", commands, CreatesPlacementGroups: groups != Number(pool, "pg_num"));
    }

    private static void AddSettings(List<JsonObject> commands, string pool, JsonObject body, IEnumerable<string> names, JsonObject? now)
    {
        foreach (var name in names)
        {
            var value = name == "hashpspool" ? body.Flag(name) is { } flag ? flag ? "true" : "false" : null : body.Integer(name)?.ToString();
            if (value is not null && now?[name]?.ToJsonString() != value)
            {
                commands.Add(Set(pool, name, value));
            }
        }

        foreach (var (name, field) in (ReadOnlySpan<(string, string)>)[("quota_max_objects", "max_objects"), ("quota_max_bytes", "max_bytes")])
        {
            if (body.Integer(name) is { } quota && (long?)now?[name] is var current && quota != (current ?? 0))
            {
                commands.Add(new JsonObject { ["prefix"] = "osd pool set-quota", ["pool"] = pool, ["field"] = field, ["val"] = quota.ToString() });
            }
        }
    }

    private static JsonObject Set(string pool, string name, string value) =>
        new() { ["prefix"] = "osd pool set", ["pool"] = pool, ["var"] = name, ["val"] = value };

    private static void CheckName(JsonElement map, string name, string? oldName)
    {
        if (name.Length == 0 || name.Any(static letter => char.IsWhiteSpace(letter) || letter is '/'))
        {
            throw ProblemException.BadRequest($"'{name}' cannot be a pool's name");
        }

        if (name != oldName && map.GetProperty("pools").EnumerateArray().Any(pool => Name(pool) == name))
        {
            throw ProblemException.Conflict($"there is a pool '{name}' already");
        }
    }

    private static void CheckGroups(long groups, long placement)
    {
        if (groups is < 1 or > MaxPlacementGroups)
        {
            throw ProblemException.BadRequest($"pg_num must be from 1 to {MaxPlacementGroups}");
        }

        if (placement < 1 || placement > groups)
        {
            throw ProblemException.BadRequest($"pgp_num must be from 1 to pg_num ({groups})");
        }
    }

    private static async Task<string?> RuleNameAsync(ClusterView cluster, JsonObject body, CancellationToken cancellationToken)
    {
        if (body.Integer("crush_ruleset") is not { } id)
        {
            return null;
        }

        var crush = new CrushView(await cluster.GetAsync("osd_map_crush", cancellationToken));
        return crush.FindRule((int)id)?.GetProperty("rule_name").GetString()
            ?? throw ProblemException.BadRequest($"there is no CRUSH rule {id}; GET {RouteScope.Root}/cluster/crush_rule lists them");
    }

    private static async Task<JsonElement> FindAsync(ClusterView cluster, HttpContext context)
    {
        var id = RouteScope.IdOf(context);
        var map = await cluster.GetAsync("osd_map", context.RequestAborted);
        var pool = map.GetProperty("pools").EnumerateArray().FirstOrDefault(pool => Number(pool, "pool") == id);
        return pool.ValueKind == JsonValueKind.Object ? pool : throw ProblemException.NotFound($"there is no pool {id}");
    }

    private static string Name(JsonElement pool) => pool.GetProperty("pool_name").GetString()!;

    private static long Number(JsonElement pool, string name) => pool.GetProperty(name).GetInt64();
}
