using System.Globalization;
using System.Text;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Configuration;

/// <summary>
/// Fills in <c>$cluster</c>, <c>$type</c>, <c>$id</c>, <c>$num</c>, <c>$name</c>, <c>$host</c>, <c>$pid</c>, <c>$data_dir</c> and
/// <c>$option</c>, with or without braces. What is no variable stays as it is written.
/// </summary>
internal sealed class CephVariables(EntityName name, string cluster, Func<string, string?> findOption)
{
    // An option that mentions itself, through others too, would go on for ever.
    private const int DepthLimit = 10;

    public string Expand(string value) => Expand(value, 0);

    private string Expand(string value, int depth)
    {
        if (!value.Contains('$', StringComparison.Ordinal) || depth > DepthLimit)
        {
            return value;
        }

        var result = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length;)
        {
            if (value[i] == '$' && TakeName(value, i) is { Name.Length: > 0 } variable && Resolve(variable.Name) is { } replacement)
            {
                result.Append(Expand(replacement, depth + 1));
                i = variable.End;
            }
            else
            {
                result.Append(value[i++]);
            }
        }

        return result.ToString();
    }

    private static (string Name, int End) TakeName(string value, int dollar)
    {
        var start = dollar + 1;
        var hasBrace = start < value.Length && value[start] == '{';
        if (hasBrace)
        {
            start++;
        }

        var end = start;
        while (end < value.Length && (char.IsAsciiLetterOrDigit(value[end]) || value[end] == '_'))
        {
            end++;
        }

        var name = value[start..end];
        return !hasBrace ? (name, end) : end < value.Length && value[end] == '}' ? (name, end + 1) : ("", end);
    }

    private string? Resolve(string variable) => variable switch
    {
        "cluster" => cluster,
        "type" => name.Type.ToName(),
        "id" or "num" => name.Id,
        "name" => name.ToString(),
        "pid" => System.Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        "host" => findOption("host") is { Length: > 0 } host ? host : ShortHostName(),
        "data_dir" => findOption($"{name.Type.ToName()}_data"),
        _ => findOption(variable),
    };

    private static string ShortHostName()
    {
        var host = System.Environment.MachineName;
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? host[..dot] : host;
    }
}
