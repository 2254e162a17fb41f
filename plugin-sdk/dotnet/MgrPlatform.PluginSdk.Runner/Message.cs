using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.PluginSdk.Runner;

/// <summary>JSON-RPC messages as lines.</summary>
internal static class Message
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Request(long id, string method, JsonObject parameters) => Write(writer =>
    {
        writer.WriteNumber("id", id);
        writer.WriteString("method", method);
        writer.WritePropertyName("params");
        parameters.WriteTo(writer);
    });

    public static ReadOnlyMemory<byte> Notification(string method, JsonObject parameters) => Write(writer =>
    {
        writer.WriteString("method", method);
        writer.WritePropertyName("params");
        parameters.WriteTo(writer);
    });

    public static ReadOnlyMemory<byte> Result(long id, JsonObject result) => Write(writer =>
    {
        writer.WriteNumber("id", id);
        writer.WritePropertyName("result");
        result.WriteTo(writer);
    });

    public static ReadOnlyMemory<byte> Error(long? id, int code, string message, JsonObject? data) => Write(writer =>
    {
        if (id is { } number)
        {
            writer.WriteNumber("id", number);
        }
        else
        {
            writer.WriteNull("id");
        }

        writer.WriteStartObject("error");
        writer.WriteNumber("code", code);
        writer.WriteString("message", message);
        if (data is not null)
        {
            writer.WritePropertyName("data");
            data.WriteTo(writer);
        }

        writer.WriteEndObject();
    });

    /// <summary>Reads a line; what it returns does not depend on the line's bytes any more.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out JsonElement message)
    {
        try
        {
            message = JsonElement.Parse(line);
            return message.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            message = default;
            return false;
        }
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            members(writer);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }
}
