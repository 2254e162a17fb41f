using System.Text.Json;

namespace MgrPlatform.Plugins.Rest;

/// <summary>Which OSDs a CRUSH rule can choose.</summary>
internal sealed class CrushView(JsonElement crush)
{
    private readonly Dictionary<int, JsonElement> _buckets =
        crush.GetProperty("buckets").EnumerateArray().ToDictionary(static bucket => bucket.GetProperty("id").GetInt32());

    public JsonElement Rules => crush.GetProperty("rules");

    public JsonElement? FindRule(int id)
    {
        foreach (var rule in Rules.EnumerateArray())
        {
            if (rule.GetProperty("rule_id").GetInt32() == id)
            {
                return rule;
            }
        }

        return null;
    }

    /// <summary>The OSDs below what the rule takes.</summary>
    public IReadOnlySet<int> OsdsOf(JsonElement rule)
    {
        var osds = new HashSet<int>();
        var seen = new HashSet<int>();
        foreach (var step in rule.GetProperty("steps").EnumerateArray())
        {
            if (step.GetProperty("op").GetString() == "take")
            {
                Collect(step.GetProperty("item").GetInt32(), osds, seen);
            }
        }

        return osds;
    }

    private void Collect(int item, HashSet<int> osds, HashSet<int> seen)
    {
        if (item >= 0)
        {
            osds.Add(item);
        }
        else if (seen.Add(item) && _buckets.TryGetValue(item, out var bucket))
        {
            foreach (var child in bucket.GetProperty("items").EnumerateArray())
            {
                Collect(child.GetProperty("id").GetInt32(), osds, seen);
            }
        }
    }
}
