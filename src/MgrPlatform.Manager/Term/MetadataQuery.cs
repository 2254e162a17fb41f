using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.Manager.Term;

/// <summary>The monitors' command for the metadata of daemons, and its answer.</summary>
internal static class MetadataQuery
{
    public static readonly string[] Types = ["osd", "mds", "mon", "mgr"];

    /// <param name="id">One daemon, or null for all of the kind.</param>
    public static JsonObject Command(string type, string? id)
    {
        var command = new JsonObject { ["prefix"] = $"{type} metadata", ["format"] = "json" };
        if (id is null)
        {
            return command;
        }

        switch (type)
        {
            case "osd" when int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                command["id"] = number;
                break;
            case "mon":
                command["id"] = id;
                break;
            default:
                command["who"] = id;
                break;
        }

        return command;
    }

    /// <summary>One daemon's object, or a list of them. What has no name is left out.</summary>
    public static IEnumerable<(DaemonKey Key, Dictionary<string, string> Metadata)> Read(string type, ReadOnlyMemory<byte> answer)
    {
        using var document = Parse(answer);
        var root = document?.RootElement ?? default;
        var daemons = root.ValueKind switch
        {
            JsonValueKind.Array => [.. root.EnumerateArray()],
            JsonValueKind.Object => [root],
            _ => Array.Empty<JsonElement>(),
        };
        List<(DaemonKey, Dictionary<string, string>)> read = [];
        foreach (var daemon in daemons.Where(static daemon => daemon.ValueKind == JsonValueKind.Object))
        {
            var texts = daemon
                .EnumerateObject()
                .ToDictionary(static field => field.Name, static field => Text(field.Value), StringComparer.Ordinal);
            if ((texts.Remove("id", out var id) || texts.Remove("name", out id)) && id.Length > 0 && texts.Count > 0)
            {
                read.Add((new DaemonKey(type, id), texts));
            }
        }

        return read;
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> answer)
    {
        try
        {
            return JsonDocument.Parse(answer);
        }
        catch (JsonException)
        {
            return null; // An older or younger monitor says it in another way: the metadata stays unknown.
        }
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
