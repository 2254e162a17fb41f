using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.Plugins.Rest.Routes;

/// <summary>Reads typed members of a body, with a sentence when one has another type.</summary>
internal static class Bodies
{
    public static long? Integer(this JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<long>(out var number) => number,
        _ => throw ProblemException.BadRequest($"{name} must be a whole number"),
    };

    public static double? Number(this JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.GetValue<double>(),
        _ => throw ProblemException.BadRequest($"{name} must be a number"),
    };

    public static bool? Flag(this JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        _ => throw ProblemException.BadRequest($"{name} must be true or false"),
    };

    public static string? Text(this JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw ProblemException.BadRequest($"{name} must be a text"),
    };

    /// <summary>Refuses members that nothing would be done with.</summary>
    public static void AllowOnly(this JsonObject body, params IReadOnlyCollection<string> names)
    {
        foreach (var (name, _) in body)
        {
            if (!names.Contains(name))
            {
                throw ProblemException.BadRequest($"'{name}' cannot be set here; possible: {string.Join(", ", names)}");
            }
        }
    }
}
