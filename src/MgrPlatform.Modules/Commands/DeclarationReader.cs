using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Options;

namespace MgrPlatform.Modules.Commands;

/// <summary>Reads a module's declarations, which come from outside: each member's kind and size is checked.</summary>
internal static class DeclarationReader
{
    private const int MaximumCommands = 2000;
    private const int MaximumOptions = 1000;
    private const int MaximumNames = 100;
    private const int MaximumWarnings = 100;
    private const int LongestText = 16 * 1024;

    private static readonly string[] KnownNotifyTypes =
    [
        Backend.NotifyTypes.MonMap, Backend.NotifyTypes.MonStatus, Backend.NotifyTypes.OsdMap, Backend.NotifyTypes.FsMap,
        Backend.NotifyTypes.ServiceMap, Backend.NotifyTypes.PgSummary, Backend.NotifyTypes.Health, Backend.NotifyTypes.ClusterLog,
        Backend.NotifyTypes.Command, Backend.NotifyTypes.PerfSchemaUpdate,
    ];

    internal static ModuleDeclarations Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("the declarations are not a JSON object");
        }

        var warnings = Texts(json, "warnings", "", MaximumWarnings).ToBuilder();
        var commands = Objects(json, "commands", MaximumCommands).Select(ReadCommand).ToImmutableArray();
        var options = Objects(json, "options", MaximumOptions)
            .Select((option, index) => ReadOption(option, index, warnings)).ToImmutableArray();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var twice in options.Where(option => !names.Add(option.Name)))
        {
            warnings.Add($"the option '{twice.Name}' is declared twice; the first one counts");
        }

        options = [.. options.DistinctBy(static option => option.Name)];
        var types = Texts(json, "notify_types", "", MaximumNames).Distinct().ToList();
        foreach (var unknown in types.Except(KnownNotifyTypes).ToList())
        {
            types.Remove(unknown);
            warnings.Add($"there is no notify type '{unknown}'; the types are {string.Join(", ", KnownNotifyTypes)}");
        }

        warnings.AddRange(new OptionTable("", options).Contradictions());
        return new ModuleDeclarations(
            commands, options, [.. types], Flag(json, "can_run", "", true), Text(json, "can_run_reason", "", ""),
            Flag(json, "serve", "", false), warnings.ToImmutable());
    }

    private static CommandDeclaration ReadCommand(JsonElement command, int index)
    {
        var where = $"commands[{index}].";
        var signature = Text(command, "cmd", where);
        var permission = Text(command, "perm", where, "rw");
        if (permission.Length is 0 or > 3 || permission.AsSpan().ContainsAnyExcept("rwx"))
        {
            throw new FormatException($"'{where}perm' of '{signature}' is '{permission}'; use r, w, rw or rwx");
        }

        return new CommandDeclaration(signature, Text(command, "desc", where, ""), permission, Flag(command, "poll", where, false));
    }

    private static OptionDeclaration ReadOption(JsonElement option, int index, ImmutableArray<string>.Builder warnings)
    {
        var where = $"options[{index}].";
        var name = Text(option, "name", where);
        if (name.Length is 0 or > 200 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'))
        {
            throw new FormatException($"'{where}name' is '{name}'; use letters, digits and underscores");
        }

        where = $"{where[..^1]} ('{name}').";
        var type = Text(option, "type", where, "str");
        if (!OptionTypes.All.Contains(type))
        {
            // As in Ceph, one of whose own modules has an option of type 'count'.
            var types = string.Join(", ", OptionTypes.All);
            warnings.Add($"'{where}type' is '{type}', which is no type, so it is taken as str; the types are {types}");
            type = "str";
        }

        return new OptionDeclaration(
            name, type, Scalar(option, "default", where), Text(option, "desc", where, ""), Text(option, "long_desc", where, ""),
            Scalar(option, "min", where), Scalar(option, "max", where), Texts(option, "enum_allowed", where, MaximumNames),
            Texts(option, "tags", where, MaximumNames), Texts(option, "see_also", where, MaximumNames),
            Flag(option, "runtime", where, false));
    }

    private static List<JsonElement> Objects(JsonElement parent, string name, int most)
    {
        var list = List(parent, name, "", most);
        var wrong = list.FindIndex(static element => element.ValueKind != JsonValueKind.Object);
        return wrong < 0 ? list : throw new FormatException($"'{name}[{wrong}]' is not an object");
    }

    private static ImmutableArray<string> Texts(JsonElement parent, string name, string where, int most)
    {
        var list = List(parent, name, where, most);
        return list.TrueForAll(static element => element.ValueKind == JsonValueKind.String)
            ? [.. list.Select(element => Bounded(element.GetString()!, name, where))]
            : throw new FormatException($"'{where}{name}' has an entry that is not text");
    }

    private static List<JsonElement> List(JsonElement parent, string name, string where, int most)
    {
        if (!TryGet(parent, name, out var value))
        {
            return [];
        }

        return value.ValueKind != JsonValueKind.Array ? throw new FormatException($"'{where}{name}' is not a list")
            : value.GetArrayLength() > most
                ? throw new FormatException($"'{where}{name}' has {value.GetArrayLength()} entries; at most {most} are allowed")
            : [.. value.EnumerateArray()];
    }

    private static string Text(JsonElement parent, string name, string where, string? fallback = null)
    {
        if (!TryGet(parent, name, out var value))
        {
            return fallback ?? throw new FormatException($"'{where}{name}' is missing");
        }

        return value.ValueKind == JsonValueKind.String ? Bounded(value.GetString()!, name, where)
            : throw new FormatException($"'{where}{name}' is not text");
    }

    // Ceph's own modules write "poll": "true".
    private static bool Flag(JsonElement parent, string name, string where, bool fallback) =>
        !TryGet(parent, name, out var value) ? fallback
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : value.ValueKind == JsonValueKind.String && bool.TryParse(value.GetString(), out var flag) ? flag
        : throw new FormatException($"'{where}{name}' is neither true nor false");

    private static JsonNode? Scalar(JsonElement parent, string name, string where) =>
        !TryGet(parent, name, out var value) ? null
        : value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? throw new FormatException($"'{where}{name}' is neither text nor a number nor true or false")
        : JsonNode.Parse(Bounded(value.GetRawText(), name, where));

    private static bool TryGet(JsonElement parent, string name, out JsonElement value) =>
        parent.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static string Bounded(string text, string name, string where) => text.Length <= LongestText ? text
        : throw new FormatException($"'{where}{name}' is {text.Length} characters long; at most {LongestText} are allowed");
}
