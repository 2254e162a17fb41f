using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.DevCluster.Monitor;

/// <summary>A command as it was sent: its word, its arguments, its input.</summary>
internal sealed class WordCall(Word word, string target, JsonObject command, ReadOnlyMemory<byte> input)
{
    public Word Word { get; } = word;

    /// <summary>The daemon it was sent to: <c>osd.0</c>, or <c>mon</c>.</summary>
    public string Target { get; } = target;

    public ReadOnlyMemory<byte> Input { get; } = input;

    public bool WantsJson => Text("format") is "json" or "json-pretty";

    public ClusterStep Run(ClusterState state)
    {
        try
        {
            return Word.Run(this, state);
        }
        catch (WordException refusal)
        {
            return new ClusterStep(state, [], CommandResult.Failure(refusal.Errno, refusal.Message));
        }
    }

    /// <summary>An argument as text; null when it is not there.</summary>
    public string? Text(string name) => command[name] switch
    {
        null => null,
        JsonValue value => value.ToString(),
        JsonArray { Count: > 0 } list => string.Join(' ', list.Select(item => item?.ToString())),
        _ => null,
    };

    /// <summary>An argument that must be there.</summary>
    public string Needed(string name) =>
        Text(name) ?? throw new WordException(Errno.Invalid, $"missing required parameter {name}({Word.Prefix})");

    /// <summary>An argument of many values, or of one.</summary>
    public string[] Texts(string name) => command[name] switch
    {
        JsonArray list => [.. list.Where(item => item is not null).Select(item => item!.ToString())],
        JsonValue value => [value.ToString()],
        _ => throw new WordException(Errno.Invalid, $"missing required parameter {name}({Word.Prefix})"),
    };

    public bool Flag(string name) => Text(name) is { } text && text != "false";

    public int? Number(string name) => Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new WordException(Errno.Invalid, $"{name}: '{text}' is not a whole number");

    public double Fraction(string name) =>
        double.TryParse(Needed(name), CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1
            ? value
            : throw new WordException(Errno.Invalid, $"{name} must be between 0.0 and 1.0, not '{Text(name)}'");

    /// <summary>An OSD's number, given as <c>3</c> or <c>osd.3</c>.</summary>
    public static int OsdId(string text)
    {
        var digits = text.StartsWith("osd.", StringComparison.Ordinal) ? text[4..] : text;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new WordException(Errno.Invalid, $"Expected option value to be integer, got '{text}'invalid osd id-1");
    }

    public CommandResult Json(Action<Utf8JsonWriter> write) =>
        new(0, JsonText.Bytes(write, Text("format") != "json"), "");

    public CommandResult Json(JsonNode node) => Json(writer => node.WriteTo(writer));

    /// <summary>JSON when it was asked for, otherwise the text.</summary>
    public CommandResult Either(Func<JsonNode> json, Func<string> text) =>
        WantsJson ? Json(json()) : CommandResult.Success(text());
}
