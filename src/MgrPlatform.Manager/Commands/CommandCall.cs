using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Manager.State;

namespace MgrPlatform.Manager.Commands;

/// <summary>A command as it came: JSON with its words under <c>prefix</c> and its arguments under their names.</summary>
public sealed class CommandCall(JsonObject command)
{
    public string Prefix { get; } = (command["prefix"] as JsonValue)?.ToString() ?? "";

    /// <summary>Whether JSON is wanted; <c>pg dump_json</c> and its like always want it.</summary>
    public bool WantsJson => Format is "json" or "json-pretty" || Prefix.EndsWith("_json", StringComparison.Ordinal);

    private bool IsPretty => Format == "json-pretty";

    private string Format => Text("format") ?? "plain";

    /// <summary>The JSON's bytes, in the layout that was asked for.</summary>
    public ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write) => Json(write, IsPretty);

    /// <summary>An answer that is JSON even when none was asked for, then laid out for people.</summary>
    public ReadOnlyMemory<byte> JsonAnyway(Action<Utf8JsonWriter> write) => Json(write, IsPretty || !WantsJson);

    internal static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write, bool isPretty) => JsonBytes.Write(
        write,
        new JsonWriterOptions { Indented = isPretty, IndentSize = 4, Encoder = JsonText.Encoder },
        isPretty ? "\n"u8 : default);

    /// <summary>An argument as text; null when it is not there.</summary>
    internal string? Text(string name) => command[name] switch
    {
        JsonValue value => value.ToString(),
        _ => null,
    };

    /// <summary>An argument of many values, or of one; empty when it is not there.</summary>
    internal string[] Texts(string name) => command[name] switch
    {
        JsonArray list => [.. list.Where(static item => item is not null).Select(static item => item!.ToString())],
        JsonValue value => [value.ToString()],
        _ => [],
    };

    internal bool Flag(string name) => Text(name) is { } text && text is not ("false" or "0" or "");

    internal long? Integer(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CommandCallException($"bad or missing field '{name}'");
    }

    internal double? Real(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CommandCallException($"bad or missing field '{name}'");
    }
}
