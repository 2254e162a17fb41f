using System.Globalization;
using System.Text.Json;

namespace MgrPlatform.Monitor.Commands;

/// <summary>
/// The arguments of a command, as the client sent them in JSON. Clients send numbers as numbers or as text, and lists or single values:
/// the getters take both, as Ceph's do, and throw <see cref="CommandException"/> (EINVAL) for what is neither.
/// </summary>
public sealed class CommandArguments
{
    private readonly SortedDictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    private CommandArguments(JsonElement root)
    {
        foreach (var member in root.EnumerateObject())
        {
            _values[member.Name] = member.Value.Clone();
        }

        ToTexts();
    }

    /// <summary>The command's words.</summary>
    public string Prefix => Find("prefix") ?? "";

    public IReadOnlyCollection<string> Names => _values.Keys;

    /// <exception cref="CommandException">The text is no JSON object, or a string in it is no text: half a surrogate pair.</exception>
    public static CommandArguments Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16 });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new CommandArguments(document.RootElement)
                : throw new CommandException(Errno.Invalid, "unparseable JSON " + text);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new CommandException(Errno.Invalid, "unparseable JSON " + text);
        }
    }

    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>Null when it was not sent.</summary>
    public string? Find(string name) => _values.TryGetValue(name, out var value) ? Text(value) : null;

    public string String(string name) => Find(name) ?? throw Missing(name);

    public string String(string name, string fallback) => Find(name) ?? fallback;

    public long? FindInteger(string name)
    {
        if (!_values.TryGetValue(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
            : long.TryParse(Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) ? number
            : throw Wrong(name, "an integer");
    }

    public long Integer(string name) => FindInteger(name) ?? throw Missing(name);

    public double? FindReal(string name)
    {
        if (!_values.TryGetValue(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number ? value.GetDouble()
            : double.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : throw Wrong(name, "a number");
    }

    public double Real(string name) => FindReal(name) ?? throw Missing(name);

    /// <summary>True for JSON's true, and for the words that old clients send for a flag: <c>--force</c>.</summary>
    public bool Flag(string name) =>
        _values.TryGetValue(name, out var value)
        && (value.ValueKind == JsonValueKind.True
            || (value.ValueKind == JsonValueKind.String && Text(value) is not ("false" or "no" or "0" or "")));

    /// <summary>Empty when it was not sent.</summary>
    public IReadOnlyList<string> Strings(string name) =>
        !_values.TryGetValue(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(Text)]
        : [Text(value)];

    /// <summary>As text, for capabilities that restrict arguments.</summary>
    public IReadOnlyDictionary<string, string> ToTexts() =>
        new SortedDictionary<string, string>(
            _values.ToDictionary(
                static entry => entry.Key,
                static entry => entry.Value.ValueKind == JsonValueKind.Array
                    ? string.Join(' ', entry.Value.EnumerateArray().Select(Text))
                    : Text(entry.Value)),
            StringComparer.Ordinal);

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };

    private static CommandException Missing(string name) => new(Errno.Invalid, $"missing required parameter {name}");

    private static CommandException Wrong(string name, string what) =>
        new(Errno.Invalid, $"bad or missing field '{name}': {what} is wanted");
}
