using System.Globalization;
using System.Text.Json.Nodes;

namespace MgrPlatform.Modules.Commands;

/// <summary>Turns a word into an argument's value, or says why it is none.</summary>
internal static class ArgumentText
{
    private static readonly string[] EntityTypes = ["osd", "mon", "client", "mds", "mgr"];

    /// <param name="partial">Accept the beginning of a choice.</param>
    /// <param name="error">Empty, or what is wrong: <c>'x' is not a whole number</c>.</param>
    /// <returns>The value for the command map, or null with an error.</returns>
    internal static JsonNode? Read(ArgumentDeclaration argument, string word, bool partial, out string error)
    {
        error = "";
        switch (argument.Type)
        {
            case ArgumentType.Int:
                return ReadInt(argument, word, out error);
            case ArgumentType.Float:
                return ReadFloat(argument, word, out error);
            case ArgumentType.Bool:
                return ReadBool(word, out error);
            case ArgumentType.OsdName:
                return ReadOsdName(word, out error);
            default:
                error = argument.Type switch
                {
                    ArgumentType.String => CheckString(argument, word),
                    ArgumentType.Choices => CheckChoice(argument, word, partial),
                    ArgumentType.Uuid => CheckUuid(word),
                    ArgumentType.Name => CheckName(word),
                    ArgumentType.Pgid => CheckPgid(word),
                    ArgumentType.IPAddr => AddressText.Check(word),
                    ArgumentType.EntityAddr => AddressText.CheckEntity(word),
                    ArgumentType.Fragment => CheckFragment(word),
                    _ => "",
                };
                return error.Length == 0 ? JsonValue.Create(word) : null;
        }
    }

    internal static string CheckRange(ArgumentDeclaration argument, double value) =>
        argument.Range is { } range && !range.Contains(value)
            ? $"{value.ToString("R", CultureInfo.InvariantCulture)} is out of range; allowed is {range.Describe()}"
            : "";

    private static JsonNode? ReadInt(ArgumentDeclaration argument, string word, out string error)
    {
        error = NumberText.TryParseInt(word, out var value) ? CheckRange(argument, value) : $"'{word}' is not a whole number";
        return error.Length == 0 ? NumberText.IntNode(value) : null;
    }

    private static JsonNode? ReadFloat(ArgumentDeclaration argument, string word, out string error)
    {
        error = NumberText.TryParseFloat(word, out var value) ? CheckRange(argument, value) : $"'{word}' is not a number";
        return error.Length == 0 ? NumberText.FloatNode(value) : null;
    }

    private static JsonValue? ReadBool(string word, out string error)
    {
        error = "";
        switch (word.ToLowerInvariant())
        {
            case "true" or "1":
                return JsonValue.Create(true);
            case "false" or "0":
                return JsonValue.Create(false);
            default:
                error = $"'{word}' is neither true nor false";
                return null;
        }
    }

    private static JsonNode? ReadOsdName(string word, out string error)
    {
        error = "";
        if (word == "*")
        {
            return JsonValue.Create(word);
        }

        var dot = word.IndexOf('.', StringComparison.Ordinal);
        var type = dot < 0 ? "osd" : word[..dot];
        if (type == "osd" && int.TryParse(word.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return NumberText.IntNode(id);
        }

        error = $"'{word}' does not name an OSD; write 3, osd.3 or *";
        return null;
    }

    private static string CheckString(ArgumentDeclaration argument, string word) =>
        argument.GoodCharacters?.FirstBad(word) is { } bad
            ? $"'{word}' has the character '{bad}'; allowed are {argument.GoodCharacters.Pattern}"
            : "";

    private static string CheckChoice(ArgumentDeclaration argument, string word, bool partial) =>
        argument.Choices.Any(choice => partial ? choice.StartsWith(word, StringComparison.Ordinal) : choice == word)
            ? ""
            : $"'{word}' is not one of {string.Join(", ", argument.Choices)}";

    private static string CheckUuid(string word)
    {
        var digits = word.Replace("urn:", "", StringComparison.Ordinal).Replace("uuid:", "", StringComparison.Ordinal)
            .Trim('{', '}').Replace("-", "", StringComparison.Ordinal);
        return digits.Length == 32 && digits.All(char.IsAsciiHexDigit) ? "" : $"'{word}' is not a UUID";
    }

    private static string CheckName(string word)
    {
        if (word is "*" or "mgr" or "mon")
        {
            return "";
        }

        var dot = word.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !EntityTypes.Contains(word[..dot]))
        {
            return $"'{word}' does not name a daemon or client; write TYPE.ID with TYPE one of {string.Join(", ", EntityTypes)}";
        }

        var id = word[(dot + 1)..];
        return word[..dot] != "osd" || id == "*" || NumberText.TryParseInt(id, out _) ? "" : $"'{word}' has no number after osd.";
    }

    private static string CheckPgid(string word)
    {
        var dot = word.IndexOf('.', StringComparison.Ordinal);
        return dot >= 0
            && int.TryParse(word.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && int.TryParse(word.AsSpan(dot + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)
            ? ""
            : $"'{word}' is not a placement group; write POOL.PG, the pool's number and the group's in hexadecimal, as 2.1f";
    }

    private static string CheckFragment(string word)
    {
        var parts = word.Split('/');
        return parts.Length == 2 && parts[0].StartsWith("0x", StringComparison.Ordinal)
            && NumberText.TryParseInt(parts[0], out _) && NumberText.TryParseInt(parts[1], out _)
            ? ""
            : $"'{word}' is not a directory fragment; write 0xVALUE/BITS";
    }
}
