using System.Text.Json.Nodes;

namespace MgrPlatform.Plugins.Rest.Routes;

/// <summary>Short forms of the JSON schemas that bodies have.</summary>
internal static class Schemas
{
    public static JsonObject Object(IEnumerable<string> required, params (string Name, string Type, string Description)[] members)
    {
        var properties = new JsonObject();
        foreach (var (name, type, description) in members)
        {
            properties[name] = new JsonObject { ["type"] = type, ["description"] = description };
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        var names = new JsonArray([.. required.Select(static name => (JsonNode)name)]);
        if (names.Count > 0)
        {
            schema["required"] = names;
        }

        return schema;
    }
}
