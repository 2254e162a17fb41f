using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Plugins.Rest.Server;

namespace MgrPlatform.Plugins.Rest.Routes;

/// <summary>CRUSH rules, alone and by rule set.</summary>
internal static class CrushRoutes
{
    public static IEnumerable<RestRoute> Of(ClusterView cluster)
    {
        yield return new RestRoute("GET", RouteScope.Root + "/cluster/crush_rule", "CRUSH rules, with how many OSDs each can choose", async context =>
            await Responses.WriteAsync(context, await RulesAsync(cluster, context.RequestAborted)));
        yield return new RestRoute("GET", RouteScope.Root + "/cluster/crush_rule_set", "CRUSH rules by rule set", async context =>
        {
            var rules = await RulesAsync(cluster, context.RequestAborted);
            var sets = rules.GroupBy(static rule => (int)rule!["ruleset"]!).OrderBy(static set => set.Key).Select(static set => new JsonObject
            {
                ["id"] = set.Key,
                ["rules"] = new JsonArray([.. set.Select(static rule => rule!.DeepClone())]),
            });
            await Responses.WriteAsync(context, new JsonArray([.. sets]));
        });
    }

    private static async Task<JsonArray> RulesAsync(ClusterView cluster, CancellationToken cancellationToken)
    {
        var crush = new CrushView(await cluster.GetAsync("osd_map_crush", cancellationToken));
        return ClusterView.Select(crush.Rules, rule =>
        {
            var id = rule.GetProperty("rule_id").GetInt32();
            return new JsonObject
            {
                ["id"] = id,
                ["name"] = rule.GetProperty("rule_name").GetString(),
                ["ruleset"] = Number(rule, "ruleset", id), // Gone since 18.2: there each rule is a set of its own.
                ["type"] = Number(rule, "type", 1) == 1 ? "replicated" : "erasure",
                ["min_size"] = Number(rule, "min_size", 1),
                ["max_size"] = Number(rule, "max_size", 10),
                ["osd_count"] = crush.OsdsOf(rule).Count,
                ["steps"] = JsonArray.Create(rule.GetProperty("steps")),
            };
        });
    }

    private static int Number(JsonElement rule, string name, int otherwise) =>
        rule.TryGetProperty(name, out var value) ? value.GetInt32() : otherwise;
}
