using System.Text.Json;

namespace MgrPlatform.Plugins.Rest.Commands;

/// <summary>A command as Ceph describes it.</summary>
internal sealed record CommandDescription(string Prefix, IReadOnlyList<CommandArgument> Arguments, string Help, string Permission)
{
    /// <summary>True when it changes nothing, so that a GET may run it.</summary>
    public bool IsReadOnly => !Permission.Contains('w', StringComparison.Ordinal) && !Permission.Contains('x', StringComparison.Ordinal);

    public static CommandDescription Read(JsonElement description)
    {
        var words = new List<string>();
        var arguments = new List<CommandArgument>();
        foreach (var part in description.GetProperty("sig").EnumerateArray())
        {
            if (part.ValueKind == JsonValueKind.String)
            {
                words.Add(part.GetString()!);
            }
            else
            {
                arguments.Add(CommandArgument.Read(part));
            }
        }

        return new CommandDescription(
            string.Join(' ', words), arguments,
            description.TryGetProperty("help", out var help) ? help.GetString() ?? "" : "",
            description.TryGetProperty("perm", out var permission) ? permission.GetString() ?? "rw" : "rw");
    }
}
