using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MgrPlatform.Conformance.Tests.Transcripts;

/// <summary>Compares what a runner sent with what a transcript expects. The forms are written down in transcripts/README.md.</summary>
internal sealed class Pattern(IReadOnlyDictionary<string, JsonNode?> environment)
{
    private static readonly TimeSpan RegexLimit = TimeSpan.FromSeconds(5);

    private Dictionary<string, JsonNode?> _captured = [];

    /// <summary>What was captured so far; host messages refer to it.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Captured => _captured;

    /// <summary>Null when <paramref name="actual"/> is as expected, else where and how it differs. Captures only when it matches.</summary>
    public string? Compare(JsonNode? expected, JsonNode? actual)
    {
        var before = new Dictionary<string, JsonNode?>(_captured);
        var difference = Compare(expected, actual, "message");
        if (difference is not null)
        {
            _captured = before;
        }

        return difference;
    }

    private string? Compare(JsonNode? expected, JsonNode? actual, string path) => expected switch
    {
        JsonObject { Count: 1 } form when form.First() is { Key: ['$', ..] } only => CompareForm(only.Key, only.Value, actual, path),
        JsonObject members => CompareMembers(members, actual, path),
        JsonArray items => CompareItems(items, actual, path),
        _ => JsonNode.DeepEquals(expected, actual) ? null : Differs(path, expected, actual),
    };

    private string? CompareForm(string form, JsonNode? argument, JsonNode? actual, string path)
    {
        switch (form)
        {
            case "$capture":
                _captured[argument!.GetValue<string>()] = actual?.DeepClone();
                return actual is null ? $"{path}: nothing to capture" : null;
            case "$env":
                return Compare(environment[argument!.GetValue<string>()], actual, path);
            case "$type":
                return IsOfType(argument!.GetValue<string>(), actual) ? null : Differs(path, argument, actual);
            case "$match":
                return Text(actual) is { } text && Regex.IsMatch(text, argument!.GetValue<string>(), RegexOptions.None, RegexLimit)
                    ? null
                    : Differs(path, argument, actual);
            case "$text":
                return (Text(actual) ?? actual?.ToJsonString()) == argument!.GetValue<string>()
                    ? null
                    : Differs(path, argument, actual);
            case "$repeat":
                return Compare(Placeholders.Repeat(argument!), actual, path);
            case "$json":
                return Text(actual) is { } json && TryParse(json, out var value) ? Compare(argument, value, path + " as JSON") : Differs(path, argument, actual);
            case "$all":
                return argument!.AsArray().Select(one => Compare(one, actual, path)).FirstOrDefault(difference => difference is not null);
            case "$some":
                return actual is JsonArray items
                    ? argument!.AsArray().Select(one => ContainsMatch(items, one, path)).FirstOrDefault(difference => difference is not null)
                    : Differs(path, argument, actual);
            default:
                throw new FormatException($"{path}: a transcript has no form \"{form}\"");
        }
    }

    private string? ContainsMatch(JsonArray items, JsonNode? expected, string path)
    {
        var closest = default(string);
        foreach (var item in items)
        {
            if (Compare(expected, item, path + "[]") is not { } difference)
            {
                return null;
            }

            // The element that is meant has the same name: its difference is the one to tell.
            closest = expected is JsonObject named && named.First() is var (key, value) && JsonNode.DeepEquals(value, item?[key]) ? difference : closest;
        }

        return closest ?? $"{path}: lacks an element like {expected?.ToJsonString()}";
    }

    private string? CompareMembers(JsonObject expected, JsonNode? actual, string path)
    {
        if (actual is not JsonObject members)
        {
            return Differs(path, expected, actual);
        }

        foreach (var (name, value) in expected)
        {
            var there = members.TryGetPropertyValue(name, out var member);
            var difference = there ? Compare(value, member, $"{path}.{name}") : $"{path}.{name} is missing in {Short(actual)}";
            if (difference is not null)
            {
                return difference;
            }
        }

        return null;
    }

    private string? CompareItems(JsonArray expected, JsonNode? actual, string path)
    {
        if (actual is not JsonArray items || items.Count != expected.Count)
        {
            return Differs(path, expected, actual);
        }

        return expected.Select((item, index) => Compare(item, items[index], $"{path}[{index}]")).FirstOrDefault(difference => difference is not null);
    }

    private static bool IsOfType(string type, JsonNode? actual) => type switch
    {
        "integer" => IsInteger(actual),
        "negative" => IsInteger(actual) && actual!.GetValue<JsonElement>().GetInt64() < 0,
        "string" => actual?.GetValueKind() == JsonValueKind.String,
        "object" => actual is JsonObject,
        "array" => actual is JsonArray,
        _ => throw new FormatException($"a transcript has no type \"{type}\""),
    };

    private static bool IsInteger(JsonNode? actual) =>
        actual?.GetValueKind() == JsonValueKind.Number && actual.GetValue<JsonElement>().TryGetInt64(out _);

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static bool TryParse(string text, out JsonNode? value)
    {
        try
        {
            value = JsonNode.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            value = null;
            return false;
        }
    }

    private static string Differs(string path, JsonNode? expected, JsonNode? actual) =>
        $"{path}: expected {Short(expected)}, got {Short(actual)}";

    private static string Short(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length > 2000 ? text[..2000] + "…" : text;
    }
}
