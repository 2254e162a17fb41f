using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MgrPlatform.Monitor.Tests.Services;

/// <summary>JSON as values are compared: members in their order, numbers to six places.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static JsonElement Of(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Options))
        {
            write(json);
        }

        return JsonDocument.Parse(output.WrittenMemory).RootElement;
    }

    /// <summary>One line a value, with its path: a difference shows where it is.</summary>
    /// <param name="unordered">The names of lists and objects whose elements come in any order.</param>
    public static string Lines(JsonElement element, params string[] unordered)
    {
        List<string> lines = [];
        Add(lines, "", element, unordered);
        return string.Join('\n', lines);
    }

    private static void Add(List<string> lines, string path, JsonElement element, string[] unordered)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = element.EnumerateObject().ToArray();
                if (unordered.Any(name => path.EndsWith(name, StringComparison.Ordinal)))
                {
                    members = [.. members.OrderBy(static member => member.Name, StringComparer.Ordinal)];
                }

                lines.Add($"{path} {{{string.Join(',', members.Select(static member => member.Name))}}}");
                foreach (var member in members)
                {
                    Add(lines, $"{path}.{member.Name}", member.Value, unordered);
                }

                break;
            case JsonValueKind.Array:
                var items = element.EnumerateArray().ToArray();
                if (unordered.Any(name => path.EndsWith(name, StringComparison.Ordinal)))
                {
                    items = [.. items.OrderBy(static item => item.GetRawText(), StringComparer.Ordinal)];
                }

                lines.Add($"{path} [{items.Length}]");
                for (var i = 0; i < items.Length; i++)
                {
                    Add(lines, $"{path}[{i}]", items[i], unordered);
                }

                break;
            case JsonValueKind.Number:
                lines.Add($"{path} = {element.GetDouble().ToString("G6", CultureInfo.InvariantCulture)}");
                break;
            default:
                lines.Add($"{path} = {element.GetRawText()}");
                break;
        }
    }
}
