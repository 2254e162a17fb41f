using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MgrPlatform.Conformance.Tests.Schema;

/// <summary>
/// The part of JSON Schema 2020-12 that the protocol's schema uses. A keyword that it does not know is an error, not a
/// check that silently passes.
/// </summary>
internal sealed class SchemaValidator(JsonObject root)
{
    private static readonly TimeSpan RegexLimit = TimeSpan.FromSeconds(5);

    private readonly JsonObject _definitions = root["$defs"]?.AsObject() ?? [];

    public bool Has(string definition) => _definitions.ContainsKey(definition);

    public string? CheckMessage(JsonNode? message) => Check(root, message, "message");

    public string? CheckDefinition(string definition, JsonNode? value) => Check(_definitions[definition]!.AsObject(), value, definition);

    private string? Check(JsonObject schema, JsonNode? value, string path) =>
        schema.Select(keyword => Check(schema, keyword.Key, keyword.Value!, value, path)).FirstOrDefault(problem => problem is not null);

    private string? Check(JsonObject schema, string keyword, JsonNode rule, JsonNode? value, string path)
    {
        switch (keyword)
        {
            case "$schema" or "$defs" or "title" or "description" or "default":
                return null;
            case "$ref":
                return Check(_definitions[rule.GetValue<string>()["#/$defs/".Length..]]!.AsObject(), value, path);
            case "type":
                var types = rule is JsonArray several ? several.Select(type => type!.GetValue<string>()) : [rule.GetValue<string>()];
                return types.Any(type => IsOfType(type, value)) ? null : $"{path}: {Short(value)} is not of type {rule.ToJsonString()}";
            case "const":
                return JsonNode.DeepEquals(rule, value) ? null : $"{path}: {Short(value)} is not {rule.ToJsonString()}";
            case "enum":
                return rule.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value)) ? null : $"{path}: {Short(value)} is not one of {rule.ToJsonString()}";
            case "required":
                return value is JsonObject ? rule.AsArray().Select(name => name!.GetValue<string>())
                    .Where(name => !value.AsObject().ContainsKey(name)).Select(name => $"{path}: {name} is missing in {Short(value)}").FirstOrDefault() : null;
            case "properties":
                return CheckProperties(rule.AsObject(), value, path);
            case "additionalProperties":
                return CheckAdditional(schema, rule.AsObject(), value, path);
            case "items":
                return (value as JsonArray)?.Select((item, index) => Check(rule.AsObject(), item, $"{path}[{index}]")).FirstOrDefault(problem => problem is not null);
            case "minItems" or "maxItems":
                return value is JsonArray items && !(keyword == "minItems" ? items.Count >= rule.GetValue<int>() : items.Count <= rule.GetValue<int>())
                    ? $"{path}: has {items.Count} elements" : null;
            case "minimum" or "maximum":
                return IsOfType("number", value) && !(keyword == "minimum" ? Number(value) >= Number(rule) : Number(value) <= Number(rule))
                    ? $"{path}: {Short(value)} is out of range" : null;
            case "minLength":
                return IsOfType("string", value) && value!.GetValue<string>().Length < rule.GetValue<int>() ? $"{path} is too short" : null;
            case "pattern":
                return IsOfType("string", value) && !Regex.IsMatch(value!.GetValue<string>(), rule.GetValue<string>(), RegexOptions.None, RegexLimit)
                    ? $"{path}: {Short(value)} does not match {rule}" : null;
            case "allOf":
                return rule.AsArray().Select(one => Check(one!.AsObject(), value, path)).FirstOrDefault(problem => problem is not null);
            case "anyOf" or "oneOf":
                var problems = rule.AsArray().Select(one => Check(one!.AsObject(), value, path)).ToList();
                var matches = problems.Count(problem => problem is null);
                return matches == 1 || (matches > 1 && keyword == "anyOf") ? null : $"{path}: {Short(value)} matches {matches} of: {string.Join("; ", problems)}";
            case "not":
                return Check(rule.AsObject(), value, path) is null ? $"{path}: {Short(value)} must not match {rule.ToJsonString()}" : null;
            default:
                throw new NotSupportedException($"{path}: the validator of this test does not know \"{keyword}\"");
        }
    }

    private string? CheckProperties(JsonObject properties, JsonNode? value, string path) => value is not JsonObject members
        ? null
        : properties.Where(property => members.ContainsKey(property.Key))
            .Select(property => Check(property.Value!.AsObject(), members[property.Key], $"{path}.{property.Key}"))
            .FirstOrDefault(problem => problem is not null);

    private string? CheckAdditional(JsonObject schema, JsonObject rule, JsonNode? value, string path) => value is not JsonObject members
        ? null
        : members.Where(member => schema["properties"] is not JsonObject properties || !properties.ContainsKey(member.Key))
            .Select(member => Check(rule, member.Value, $"{path}.{member.Key}"))
            .FirstOrDefault(problem => problem is not null);

    private static bool IsOfType(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("null", JsonValueKind.Null) or ("number", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => Number(value) == Math.Floor(Number(value)),
        _ => false,
    };

    private static double Number(JsonNode? value) => value!.GetValue<JsonElement>().GetDouble();

    private static string Short(JsonNode? value)
    {
        var text = value?.ToJsonString() ?? "null";
        return text.Length > 500 ? text[..500] + "…" : text;
    }
}
