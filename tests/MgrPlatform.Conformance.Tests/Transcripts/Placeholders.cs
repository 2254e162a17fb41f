using System.Text.Json.Nodes;

namespace MgrPlatform.Conformance.Tests.Transcripts;

/// <summary>Puts the values of one run into a host message: <c>$env</c>, <c>$captured</c>, <c>$repeat</c>, <c>$file</c>.</summary>
internal sealed class Placeholders(
    IReadOnlyDictionary<string, JsonNode?> environment, Func<IReadOnlyDictionary<string, JsonNode?>> captured, string folder)
{
    private int _files;

    public JsonNode? Fill(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } form when form.First() is { Key: ['$', ..] } only => FillForm(only.Key, only.Value!),
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Fill(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Fill)]),
        _ => node?.DeepClone(),
    };

    /// <summary><c>["ab", 3]</c> is <c>"ababab"</c>.</summary>
    public static JsonValue Repeat(JsonNode argument) =>
        JsonValue.Create(string.Concat(Enumerable.Repeat(argument[0]!.GetValue<string>(), argument[1]!.GetValue<int>())));

    private JsonNode? FillForm(string form, JsonNode argument) => form switch
    {
        "$env" => environment[argument.GetValue<string>()]?.DeepClone(),
        "$captured" => captured()[argument.GetValue<string>()]?.DeepClone(),
        "$repeat" => Repeat(argument),
        "$file" => JsonValue.Create(WriteFile(argument.GetValue<string>())),
        _ => throw new FormatException($"a host message has no form \"{form}\""),
    };

    private string WriteFile(string text)
    {
        var file = Path.Combine(folder, $"document.{++_files}.json");
        File.WriteAllText(file, text);
        return file;
    }
}
