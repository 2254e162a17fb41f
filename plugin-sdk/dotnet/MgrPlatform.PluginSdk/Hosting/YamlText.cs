using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>JSON values as YAML in block style, keys in their own order.</summary>
internal static class YamlText
{
    public static string Of(JsonNode? node)
    {
        var text = new StringBuilder();
        if (IsBlock(node))
        {
            Block(text, node!, 0, startsOnLine: false);
        }
        else
        {
            text.Append(Scalar(node)).Append('\n');
        }

        return text.ToString();
    }

    private static void Block(StringBuilder text, JsonNode node, int indent, bool startsOnLine)
    {
        var first = startsOnLine;
        if (node is JsonObject map)
        {
            foreach (var (key, value) in map)
            {
                Indent(text, indent, ref first);
                text.Append(Quoted(key)).Append(':');
                Value(text, value, indent);
            }

            return;
        }

        foreach (var item in node.AsArray())
        {
            Indent(text, indent, ref first);
            text.Append('-');
            if (IsBlock(item))
            {
                text.Append(' ');
                Block(text, item!, indent + 2, startsOnLine: true);
            }
            else
            {
                text.Append(' ').Append(Scalar(item)).Append('\n');
            }
        }
    }

    private static void Value(StringBuilder text, JsonNode? value, int indent)
    {
        if (!IsBlock(value))
        {
            text.Append(' ').Append(Scalar(value)).Append('\n');
            return;
        }

        text.Append('\n');
        Block(text, value!, value is JsonArray ? indent : indent + 2, startsOnLine: false);
    }

    private static void Indent(StringBuilder text, int indent, ref bool alreadyOnLine)
    {
        if (!alreadyOnLine)
        {
            text.Append(' ', indent);
        }

        alreadyOnLine = false;
    }

    private static bool IsBlock(JsonNode? node) => node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 };

    private static string Scalar(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ when node.GetValueKind() == JsonValueKind.String => Quoted(node.GetValue<string>()),
        _ => node.ToJsonString(),
    };

    /// <summary>Plain when no YAML reader can take it for anything but this text, else in double quotes as JSON writes it.</summary>
    private static string Quoted(string text)
    {
        var plain = text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] is '_' or '/')
            && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' or '/' or '+' or ' ')
            && text[^1] != ' '
            && text.ToLowerInvariant() is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n");
        return plain ? text : $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
    }
}
