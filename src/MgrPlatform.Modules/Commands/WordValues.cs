using System.Text.Json.Nodes;

namespace MgrPlatform.Modules.Commands;

/// <summary>Reads the one or several values that a word gives to an argument.</summary>
internal static class WordValues
{
    /// <param name="byName">The word came as <c>--name word</c>.</param>
    internal static bool TryRead(
        ArgumentDeclaration argument, string word, bool byName, bool partial, out List<JsonNode> values, out string error)
    {
        values = [];
        error = "";
        // A list may be given with commas, but text at its place may have commas of its own.
        var parts = argument.IsRepeated && (byName || argument.Type != ArgumentType.String) ? word.Split(',') : [word];
        foreach (var part in parts)
        {
            var value = ArgumentText.Read(argument, part, partial, out error);
            error = error.Length > 0 || partial ? error : CheckPath(argument.Type, part);
            if (value is null || error.Length > 0)
            {
                return false;
            }

            values.Add(argument.Type == ArgumentType.Filepath ? JsonValue.Create(Path.GetFullPath(part.Length == 0 ? "." : part)) : value);
        }

        return true;
    }

    private static string CheckPath(ArgumentType type, string word) => type switch
    {
        ArgumentType.Filepath => LocalPath.CheckFile(word),
        ArgumentType.Socketpath => LocalPath.CheckSocket(word),
        _ => "",
    };
}
