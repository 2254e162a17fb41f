using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.Modules.Commands;

/// <summary>Checks an argument of a command map that somebody else made, and gives it its declared type.</summary>
internal static class ArgumentJson
{
    /// <summary>Numbers may come as text, a list of one as its element; what is text must come as text.</summary>
    internal static JsonNode? Read(ArgumentDeclaration argument, JsonNode given, out string error)
    {
        if (!argument.IsList)
        {
            return ReadOne(argument, given, out error);
        }

        var list = new JsonArray();
        foreach (var element in given is JsonArray array ? array.ToArray() : [given])
        {
            if (element is null)
            {
                error = "null is not a value";
                return null;
            }

            var value = ReadOne(argument, element, out error);
            if (value is null)
            {
                return null;
            }

            list.Add(value);
        }

        error = list.Count == 0 && argument.IsRequired ? "the list is empty" : "";
        return error.Length == 0 ? list : null;
    }

    private static JsonNode? ReadOne(ArgumentDeclaration argument, JsonNode given, out string error)
    {
        switch (given.GetValueKind())
        {
            case JsonValueKind.String when argument.Type == ArgumentType.Bool && IsOptionWord(argument, given.GetValue<string>()):
                error = "";
                return JsonValue.Create(true);
            case JsonValueKind.String:
                return ArgumentText.Read(argument, given.GetValue<string>(), partial: false, out error);
            case JsonValueKind.True or JsonValueKind.False when argument.Type == ArgumentType.Bool:
                error = "";
                return given.DeepClone();
            case JsonValueKind.Number when argument.Type is ArgumentType.Int or ArgumentType.Float or ArgumentType.OsdName:
                return ArgumentText.Read(argument, given.ToJsonString(), partial: false, out error);
            default:
                error = $"{Shorten(given.ToJsonString())} is not {Expected(argument.Type)}";
                return null;
        }
    }

    // Clients older than CephBool send the option's own word.
    private static bool IsOptionWord(ArgumentDeclaration argument, string text) =>
        text.StartsWith("--", StringComparison.Ordinal) && text[2..].Replace('-', '_') == argument.Name.Replace('-', '_');

    private static string Expected(ArgumentType type) => type switch
    {
        ArgumentType.Int => "a whole number",
        ArgumentType.Float => "a number",
        ArgumentType.Bool => "true or false",
        ArgumentType.OsdName => "an OSD's number or name",
        _ => "text",
    };

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";
}
