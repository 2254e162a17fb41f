using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace MgrPlatform.Modules.Commands;

/// <summary>Reads one argument's declaration from its fields, whichever way they were written.</summary>
internal static class ArgumentReader
{
    private const int MaximumCount = 1000;

    private static readonly string[] Fields = ["name", "type", "req", "n", "range", "strings", "goodchars", "positional"];

    /// <summary>Reads <c>name=fs,type=CephString,req=false</c>.</summary>
    internal static bool TryReadText(string word, bool positional, out ArgumentDeclaration? argument, out string error)
    {
        var fields = new List<KeyValuePair<string, string>> { new("positional", positional ? "true" : "false") };
        foreach (var field in word.Split(','))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            // A field without a value is a flag that is set, as in Ceph.
            fields.Add(equals < 0 ? new(field, "true") : new(field[..equals], field[(equals + 1)..]));
        }

        return TryRead(fields, $"'{word}'", out argument, out error);
    }

    /// <summary>Reads <c>{"name": "fs", "type": "CephString", "req": false}</c>. Fields that a newer server adds are skipped.</summary>
    /// <remarks>As in the official tool, "req" is false unless it is true: a monitor of 16.2.15 describes one as "fasle".</remarks>
    internal static bool TryReadJson(JsonElement fields, out ArgumentDeclaration? argument, out string error)
    {
        var known = fields.EnumerateObject().Where(static field => Fields.Contains(field.Name))
            .Select(static field => KeyValuePair.Create(
                field.Name, field.Name == "req" && !bool.TryParse(field.Value.ToString(), out _) ? "false" : field.Value.ToString()));
        return TryRead(known, fields.GetRawText(), out argument, out error);
    }

    /// <param name="where">The word that is read, quoted, for errors.</param>
    internal static bool TryRead(
        IEnumerable<KeyValuePair<string, string>> fields, string where, out ArgumentDeclaration? argument, out string error)
    {
        argument = null;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in fields)
        {
            if (!Fields.Contains(key))
            {
                error = $"unknown field '{key}' in {where}; the fields are {string.Join(", ", Fields)}";
                return false;
            }

            values[key] = value;
        }

        error = ReadNameAndType(values, where, out var name, out var type);
        if (error.Length > 0)
        {
            return false;
        }

        var result = new ArgumentDeclaration(name, type);
        error = ReadFlag(values, "req", where, ref result, static (a, flag) => a with { IsRequired = flag });
        error = error.Length > 0 ? error
            : ReadFlag(values, "positional", where, ref result, static (a, flag) => a with { IsPositional = flag });
        error = error.Length > 0 ? error : ReadCount(values, where, ref result);
        error = error.Length > 0 ? error : ReadTypeFields(values, where, ref result);
        argument = result;
        return error.Length == 0;
    }

    private static string ReadNameAndType(Dictionary<string, string> values, string where, out string name, out ArgumentType type)
    {
        type = default;
        name = values.GetValueOrDefault("name", "");
        if (name.Length == 0)
        {
            return $"the field 'name' is missing in {where}";
        }

        if (name == "prefix" || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') || name[0] == '-')
        {
            return $"the field 'name' in {where} is '{name}'; use letters, digits and underscores, and not the word 'prefix'";
        }

        var typeName = values.GetValueOrDefault("type", "");
        return ArgumentTypeNames.TryParse(typeName, out type) ? ""
            : typeName.Length == 0 ? $"the field 'type' is missing in {where}"
            : $"the field 'type' in {where} is '{typeName}'; the types are {ArgumentTypeNames.All}";
    }

    private static string ReadFlag(
        Dictionary<string, string> values, string field, string where,
        ref ArgumentDeclaration argument, Func<ArgumentDeclaration, bool, ArgumentDeclaration> set)
    {
        if (!values.TryGetValue(field, out var text))
        {
            return "";
        }

        if (!bool.TryParse(text, out var flag))
        {
            return $"the field '{field}' in {where} is '{text}'; use true or false";
        }

        argument = set(argument, flag);
        return "";
    }

    private static string ReadCount(Dictionary<string, string> values, string where, ref ArgumentDeclaration argument)
    {
        if (!values.TryGetValue("n", out var text))
        {
            return "";
        }

        if (text is "N" or "n")
        {
            argument = argument with { IsRepeated = true };
            return "";
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > MaximumCount)
        {
            return $"the field 'n' in {where} is '{text}'; use N for a list, or a number from 1 to {MaximumCount}";
        }

        argument = argument with { Count = count };
        return "";
    }

    private static string ReadTypeFields(Dictionary<string, string> values, string where, ref ArgumentDeclaration argument)
    {
        var type = argument.Type;
        if (values.TryGetValue("range", out var range) && range.Length > 0)
        {
            if (type is not (ArgumentType.Int or ArgumentType.Float))
            {
                return $"the field 'range' in {where} needs type CephInt or CephFloat";
            }

            if (!ArgumentRange.TryParse(range, type == ArgumentType.Int, out var parsed))
            {
                return $"the field 'range' in {where} is '{range}'; write the least and the greatest as 0|10, or the least alone as 0";
            }

            argument = argument with { Range = parsed };
        }

        if (values.TryGetValue("goodchars", out var pattern) && pattern.Length > 0)
        {
            if (type != ArgumentType.String)
            {
                return $"the field 'goodchars' in {where} needs type CephString";
            }

            if (!GoodCharacters.TryParse(pattern, out var characters))
            {
                return $"the field 'goodchars' in {where} is '{pattern}'; write a character class such as [A-Za-z0-9-_.]";
            }

            argument = argument with { GoodCharacters = characters };
        }

        return ReadChoices(values, where, ref argument);
    }

    private static string ReadChoices(Dictionary<string, string> values, string where, ref ArgumentDeclaration argument)
    {
        var strings = values.GetValueOrDefault("strings", "");
        if (argument.Type == ArgumentType.Choices)
        {
            argument = argument with { Choices = [.. strings.Split('|', StringSplitOptions.RemoveEmptyEntries)] };
            return argument.Choices.IsEmpty ? $"the field 'strings' is missing in {where}; list the choices as strings=a|b" : "";
        }

        // Ceph's own declarations carry it on CephBool, where it says nothing.
        return strings.Length > 0 && argument.Type != ArgumentType.Bool ? $"the field 'strings' in {where} needs type CephChoices" : "";
    }
}
