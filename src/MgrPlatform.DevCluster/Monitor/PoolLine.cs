using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Recording;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>A pool in one line, as <c>osd dump</c> and <c>osd pool ls detail</c> print it.</summary>
internal static class PoolLine
{
    private static readonly (string Field, string Name)[] Options =
    [
        ("pg_autoscale_bias", "pg_autoscale_bias"), ("pg_num_max", "pg_num_max"), ("pg_num_min", "pg_num_min"), ("recovery_priority", "recovery_priority"),
    ];

    public static string Of(JsonNode pool)
    {
        var line = new StringBuilder();
        var kind = Number(pool, "type") == 3 ? $"erasure profile {pool["erasure_code_profile"]}" : "replicated";
        line.Append($"pool {pool["pool"]} '{pool["pool_name"]}' {kind} size {pool["size"]} min_size {pool["min_size"]} crush_rule {pool["crush_rule"]} ");
        line.Append($"object_hash rjenkins pg_num {pool["pg_num"]} pgp_num {pool["pg_placement_num"]}");
        Target(line, pool, "pg_num_target", "pg_num");
        Target(line, pool, "pg_placement_num_target", "pg_placement_num", "pgp_num_target");
        line.Append($" autoscale_mode {pool["pg_autoscale_mode"]} last_change {pool["last_change"]}");
        var resends = (string[])["last_force_op_resend", "last_force_op_resend_prenautilus", "last_force_op_resend_preluminous"];
        if (resends.Any(field => pool[field]!.GetValue<string>() != "0"))
        {
            line.Append(" lfor ").AppendJoin('/', resends.Select(field => pool[field]));
        }

        line.Append($" flags {pool["flags_names"]}");
        AppendSet(line, pool, "quota_max_bytes", "max_bytes");
        AppendSet(line, pool, "quota_max_objects", "max_objects");
        line.Append($" stripe_width {pool["stripe_width"]}");
        foreach (var (field, name) in Options)
        {
            if (pool["options"]![field] is { } value)
            {
                line.Append($" {name} {value.Double():0.######}");
            }
        }

        if (pool["application_metadata"]!.AsObject() is { Count: > 0 } applications)
        {
            line.Append(" application ").AppendJoin(',', applications.Select(application => application.Key));
        }

        return line.ToString();
    }

    private static void Target(StringBuilder line, JsonNode pool, string target, string present, string? name = null)
    {
        if (Number(pool, target) != Number(pool, present))
        {
            line.Append($" {name ?? target} {pool[target]}");
        }
    }

    private static void AppendSet(StringBuilder line, JsonNode pool, string field, string name)
    {
        if (Number(pool, field) > 0)
        {
            line.Append($" {name} {pool[field]}");
        }
    }

    private static long Number(JsonNode pool, string field) => pool[field]!.Long();
}
