using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.DevCluster.Recording;

/// <summary>
/// Ceph's JSON prints the floating point number 1 as <c>1</c>, but a module gets <c>1.0</c>, for it reads the value itself.
/// This gives the recorded text that difference back.
/// </summary>
internal static class FloatFields
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "weight", "primary_affinity", "reweight", "laggy_probability", "pg_autoscale_bias", "percent_used", "commit_latency_ms",
        "apply_latency_ms", "1min", "5min", "15min", "last", "full_ratio", "backfillfull_ratio", "nearfull_ratio", "degraded_ratio",
        "misplaced_ratio", "unfound_ratio", "total_used_raw_ratio",
    };

    public static JsonNode Restore(JsonNode node)
    {
        switch (node)
        {
            case JsonObject item:
                foreach (var (name, value) in item.ToArray())
                {
                    if (value is JsonValue number && Names.Contains(name) && IsWhole(number) && !IsCrushWeight(item, name))
                    {
                        item[name] = Float(number.Long());
                    }
                    else if (value is JsonObject or JsonArray)
                    {
                        Restore(value);
                    }
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    if (item is JsonObject or JsonArray)
                    {
                        Restore(item);
                    }
                }

                break;
        }

        return node;
    }

    /// <summary>A number that keeps its point when it is written: <c>1.0</c>.</summary>
    public static JsonNode Float(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return JsonNode.Parse(text.Contains('.', StringComparison.Ordinal) || text.Contains('E', StringComparison.Ordinal) ? text : text + ".0")!;
    }

    // Buckets and monitors have whole weights under the same name.
    private static bool IsCrushWeight(JsonObject item, string name) => name == "weight" && !item.ContainsKey("osd");

    private static bool IsWhole(JsonValue value) => value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<long>(out _);
}
