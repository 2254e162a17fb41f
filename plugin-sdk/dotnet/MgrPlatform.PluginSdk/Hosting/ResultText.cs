using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>Writes what a command method returned in the format that the caller asked for.</summary>
internal static class ResultText
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Pretty = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true, IndentSize = 4, NewLine = "\n",
    };

    public static CommandReply Reply(object? result, string format) => result switch
    {
        null => CommandReply.Success(),
        CommandReply reply => reply,
        string text => CommandReply.Success(text),
        Action<Utf8JsonWriter> write => CommandReply.Success(Written(write, format)),
        _ => CommandReply.Success(Format(PlainJson.From(result), format)),
    };

    private static string Written(Action<Utf8JsonWriter> write, string format)
    {
        if (format == "yaml")
        {
            return Format(JsonNode.Parse(Text(write, Compact)), format);
        }

        return Text(write, format == "json" ? Compact : Pretty);
    }

    private static string Format(JsonNode? node, string format) => format switch
    {
        "yaml" => YamlText.Of(node),
        _ => Text(
            writer =>
            {
                if (node is null)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    node.WriteTo(writer);
                }
            },
            format == "json" ? Compact : Pretty),
    };

    private static string Text(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
