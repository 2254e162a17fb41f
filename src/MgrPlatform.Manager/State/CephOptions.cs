using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.Manager.State;

/// <summary>
/// Ceph's own options as this manager sees them: what there is (16.2.15's, which later releases add to), the defaults, what the
/// configuration file and the command line say, and what the monitors say. Immutable.
/// </summary>
public sealed class CephOptions
{
    private static readonly Lazy<ReadOnlyMemory<byte>> Declared = new(static () => Resource("config_options.json"));
    private static readonly Lazy<FrozenDictionary<string, string>> Types = new(static () => ReadTypes(Declared.Value));
    private static readonly Lazy<ImmutableSortedDictionary<string, string>> Defaults = new(ReadDefaults);

    private readonly ImmutableSortedDictionary<string, string> _own;
    private readonly ImmutableSortedDictionary<string, string> _monitors;

    /// <param name="own">What the file, the environment and the command line say.</param>
    public CephOptions(ImmutableSortedDictionary<string, string> own)
        : this(own, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal))
    {
    }

    private CephOptions(ImmutableSortedDictionary<string, string> own, ImmutableSortedDictionary<string, string> monitors)
    {
        _own = own;
        _monitors = monitors;
    }

    /// <summary>All options that there are.</summary>
    public static IEnumerable<string> Names => Types.Value.Keys;

    /// <summary>The document <c>config_options</c>.</summary>
    public static ReadOnlyMemory<byte> Declarations => Declared.Value;

    /// <summary>The same with other values from the monitors.</summary>
    public CephOptions With(IEnumerable<KeyValuePair<string, string>> monitors) => new(
        _own,
        monitors
            .Where(static option => !option.Key.StartsWith("mgr/", StringComparison.Ordinal))
            .ToImmutableSortedDictionary(StringComparer.Ordinal));

    /// <summary>An option's value as text; null when there is none of that name.</summary>
    public string? Find(string name) =>
        _own.GetValueOrDefault(name)
            ?? (_monitors.GetValueOrDefault(name) is { } value ? Normal(name, value) : Defaults.Value.GetValueOrDefault(name));

    /// <summary>An option that is a number.</summary>
    public double Number(string name, double otherwise) =>
        double.TryParse(Find(name), CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : otherwise;

    public bool Flag(string name, bool otherwise) => Find(name) is { } text ? text is "true" or "1" or "yes" : otherwise;

    /// <summary>The same as its type has it.</summary>
    public JsonNode? FindTyped(string name) => Find(name) is not { } text ? null
        : Types.Value.GetValueOrDefault(name) switch
        {
            "bool" => JsonValue.Create(text is "true" or "1" or "yes"),
            "float" when double.TryParse(text, CultureInfo.InvariantCulture, out var number) => Real(number),
            "int" or "uint" or "size" or "secs" or "millisecs" when long.TryParse(text, CultureInfo.InvariantCulture, out var number) =>
                JsonValue.Create(number),
            _ => JsonValue.Create(text),
        };

    /// <summary>The document <c>config</c>: all values as text.</summary>
    public void Write(Utf8JsonWriter json)
    {
        var values = Defaults.Value.ToBuilder();
        foreach (var (name, value) in _monitors)
        {
            values[name] = Normal(name, value);
        }

        values.Remove("");
        foreach (var (name, value) in _own)
        {
            values[name] = value;
        }

        json.WriteStartObject();
        foreach (var (name, value) in values)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static JsonNode Real(double number) => JsonNode.Parse(
        number == Math.Floor(number) && Math.Abs(number) < 1e15
            ? number.ToString("F1", CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture))!;

    private static string Normal(string name, string text) => Types.Value.GetValueOrDefault(name) switch
    {
        "bool" => text is "true" or "1" or "yes" ? "true" : "false",
        "float" when double.TryParse(text, CultureInfo.InvariantCulture, out var number) =>
            number.ToString("F6", CultureInfo.InvariantCulture),
        _ => text,
    };

    private static FrozenDictionary<string, string> ReadTypes(ReadOnlyMemory<byte> declared)
    {
        using var document = JsonDocument.Parse(declared);
        return document.RootElement.GetProperty("options").EnumerateArray().ToFrozenDictionary(
            static option => option.GetProperty("name").GetString()!,
            static option => option.GetProperty("type").GetString()!,
            StringComparer.Ordinal);
    }

    /// <summary>
    /// As a manager that was told nothing prints them: what was recorded, but for what the recorded cluster had set; what depends on a
    /// manager's name or folder is left out.
    /// </summary>
    private static ImmutableSortedDictionary<string, string> ReadDefaults()
    {
        using var recorded = JsonDocument.Parse(Resource("config.json"));
        using var modified = JsonDocument.Parse(Resource("modified_config_options.json"));
        using var declared = JsonDocument.Parse(Declared.Value);
        var set = modified.RootElement.GetProperty("options").EnumerateArray().Select(static name => name.GetString()!)
            .ToHashSet(StringComparer.Ordinal);
        var defaults = recorded.RootElement.EnumerateObject()
            .Where(option => !set.Contains(option.Name))
            .Select(static option => KeyValuePair.Create(option.Name, option.Value.GetString()!))
            .Concat(declared.RootElement.GetProperty("options").EnumerateArray()
                .Where(option => set.Contains(option.GetProperty("name").GetString()!))
                .Select(static option => KeyValuePair.Create(option.GetProperty("name").GetString()!, Default(option))));
        return defaults
            .Where(static option =>
                !option.Value.Contains("{dir}", StringComparison.Ordinal) && !option.Value.Contains("mgr.x", StringComparison.Ordinal))
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private static string Default(JsonElement option)
    {
        var value =
            option.GetProperty("daemon_default") is { ValueKind: not JsonValueKind.String } own ? own : option.GetProperty("default");
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => Normal(option.GetProperty("name").GetString()!, value.GetRawText()),
        };
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(CephOptions).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the assembly lacks {name}");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
