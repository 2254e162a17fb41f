using System.Text.Json;
using HandlebarsDotNet;
using HandlebarsDotNet.IO;

namespace MgrPlatform.Cli;

/// <summary>Prints a JSON answer through a Handlebars template, without HTML escaping.</summary>
internal static class TemplateAnswer
{
    /// <exception cref="CommandLineException">The template is not a Handlebars template.</exception>
    public static string Render(string template, JsonElement answer)
    {
        try
        {
            var configuration = new HandlebarsConfiguration { NoEscape = true };
            configuration.FormatterProviders.Add(new BooleanFormatter());
            var handlebars = Handlebars.Create(configuration);
            return handlebars.Compile(template)(Value(answer));
        }
        catch (HandlebarsException error)
        {
            throw new CommandLineException($"ceph: the template does not work: {FirstLine(error.Message)}");
        }
    }

    private static object? Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(static member => member.Name, static member => Value(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => Number(json),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>A number that <c>{{#if}}</c> can test for zero and that prints as the cluster wrote it.</summary>
    private static object Number(JsonElement json) =>
        json.TryGetInt64(out var whole) ? whole
        : json.TryGetUInt64(out var large) ? large
        : json.TryGetDecimal(out var exact) ? exact
        : json.GetDouble();

    private static string FirstLine(string message) => message.ReplaceLineEndings("\n").Split('\n')[0].TrimEnd('.');

    /// <summary>Prints <c>true</c> as JSON and Handlebars everywhere else do, not as .NET does.</summary>
    private sealed class BooleanFormatter : IFormatter, IFormatterProvider
    {
        public bool TryCreateFormatter(Type type, out IFormatter formatter)
        {
            formatter = this;
            return type == typeof(bool);
        }

        public void Format<T>(T value, in EncodedTextWriter writer) => writer.Write(value is true ? "true" : "false");
    }
}
