using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.Plugins.Rest.Commands;

/// <summary>One argument of a command as Ceph describes it.</summary>
internal sealed record CommandArgument(string Name, string Type, bool IsRequired, bool IsList, IReadOnlyList<string> Choices, string Range)
{
    public static CommandArgument Read(JsonElement description)
    {
        var n = description.TryGetProperty("n", out var count) ? count.ToString() : "1";
        return new CommandArgument(
            description.GetProperty("name").GetString() ?? "",
            description.TryGetProperty("type", out var type) ? type.GetString() ?? "CephString" : "CephString",
            !description.TryGetProperty("req", out var required) || required.ToString() is not ("false" or "False"),
            n != "1",
            description.TryGetProperty("strings", out var strings) ? strings.GetString()!.Split('|') : [],
            description.TryGetProperty("range", out var range) ? range.GetString() ?? "" : "");
    }

    /// <summary>Its JSON schema.</summary>
    public JsonObject Schema()
    {
        var item = new JsonObject
        {
            ["type"] = Type switch { "CephInt" => "integer", "CephFloat" => "number", "CephBool" => "boolean", _ => "string" },
        };
        if (Choices.Count > 0)
        {
            item["enum"] = new JsonArray([.. Choices.Select(static choice => (JsonNode)choice)]);
        }

        var bounds = Range.Split('|');
        if (bounds[0].Length > 0 && double.TryParse(bounds[0], System.Globalization.CultureInfo.InvariantCulture, out var minimum))
        {
            item["minimum"] = minimum;
        }

        if (bounds.Length > 1 && double.TryParse(bounds[1], System.Globalization.CultureInfo.InvariantCulture, out var maximum))
        {
            item["maximum"] = maximum;
        }

        return IsList ? new JsonObject { ["type"] = "array", ["items"] = item } : item;
    }
}
