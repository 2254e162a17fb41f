using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.Modules.Commands;

/// <summary>Writes and reads what Ceph's <c>get_command_descriptions</c> answers.</summary>
public static class CommandDescriptions
{
    private const int MaximumCommands = 20_000;

    /// <param name="forReef">
    /// Also say which arguments are given by name only. The tool of 16.2 fails on a field that it does not know.
    /// </param>
    public static JsonObject ToJson(CommandTable table, bool forReef = false)
    {
        var commands = new JsonObject();
        var number = 0;
        foreach (var entry in table.Entries)
        {
            var signature = new JsonArray([.. entry.Signature.Words.Select(static word => (JsonNode)word)]);
            foreach (var argument in entry.Signature.Arguments)
            {
                signature.Add(ToJson(argument, forReef));
            }

            commands[string.Create(CultureInfo.InvariantCulture, $"cmd{number++:000}")] = new JsonObject
            {
                ["sig"] = signature,
                ["help"] = entry.Declaration.Description,
                ["module"] = entry.Service,
                ["perm"] = entry.Declaration.Permission,
                ["flags"] = (int)entry.Flags,
            };
        }

        return commands;
    }

    /// <summary>Reads a server's answer as the cluster's commands. What cannot be read is left out, and said.</summary>
    /// <param name="firstWord">Only commands that begin with it, which is quicker; null for all.</param>
    public static CommandTableChange FromJson(JsonElement descriptions, string? firstWord = null)
    {
        List<CommandEntry> entries = [];
        var refusals = ImmutableArray.CreateBuilder<CommandRefusal>();
        if (descriptions.ValueKind != JsonValueKind.Object)
        {
            refusals.Add(new CommandRefusal(CommandTable.ClusterOwner, "", "the command descriptions are not a JSON object"));
            return new CommandTableChange(CommandTable.Empty, refusals.ToImmutable());
        }

        var position = 0;
        foreach (var command in descriptions.EnumerateObject().Take(MaximumCommands))
        {
            position++;
            if (!IsForCommandLine(command.Value) || (firstWord is not null && !BeginsWith(command.Value, firstWord)))
            {
                continue;
            }

            if (TryRead(command.Value, out var entry, out var error))
            {
                entries.Add(entry! with { Position = position });
            }
            else
            {
                refusals.Add(new CommandRefusal(CommandTable.ClusterOwner, command.Name, error));
            }
        }

        return new CommandTableChange(new CommandTable(entries), refusals.ToImmutable());
    }

    private static JsonObject ToJson(ArgumentDeclaration argument, bool forReef)
    {
        var json = new JsonObject { ["name"] = argument.Name, ["type"] = ArgumentTypeNames.Name(argument.Type) };
        if (!argument.IsRequired)
        {
            json["req"] = false;
        }

        if (argument.IsList)
        {
            json["n"] = argument.IsRepeated ? "N" : argument.Count.ToString(CultureInfo.InvariantCulture);
        }

        if (argument.Range is { } range)
        {
            json["range"] = range.ToString();
        }

        if (!argument.Choices.IsEmpty)
        {
            json["strings"] = string.Join('|', argument.Choices);
        }

        if (argument.GoodCharacters is { } characters)
        {
            json["goodchars"] = characters.Pattern;
        }

        if (forReef && !argument.IsPositional)
        {
            json["positional"] = false;
        }

        return json;
    }

    // Ceph can hide a command from the command line: "avail": "rest".
    private static bool IsForCommandLine(JsonElement command) =>
        command.ValueKind != JsonValueKind.Object || !command.TryGetProperty("avail", out var avail)
        || avail.ValueKind != JsonValueKind.String || avail.GetString()!.Contains("cli", StringComparison.Ordinal);

    private static bool BeginsWith(JsonElement command, string word) =>
        command.ValueKind == JsonValueKind.Object && command.TryGetProperty("sig", out var parts) && parts.ValueKind == JsonValueKind.Array
        && parts.GetArrayLength() > 0 && parts[0].ValueKind == JsonValueKind.String && parts[0].ValueEquals(word);

    private static bool TryRead(JsonElement command, out CommandEntry? entry, out string error)
    {
        entry = null;
        if (command.ValueKind != JsonValueKind.Object
            || !command.TryGetProperty("sig", out var parts) || parts.ValueKind != JsonValueKind.Array)
        {
            error = "it has no 'sig' list";
            return false;
        }

        var words = ImmutableArray.CreateBuilder<string>();
        var arguments = ImmutableArray.CreateBuilder<ArgumentDeclaration>();
        foreach (var part in parts.EnumerateArray())
        {
            if (part.ValueKind == JsonValueKind.String && arguments.Count == 0)
            {
                words.Add(part.GetString()!);
            }
            else if (part.ValueKind != JsonValueKind.Object)
            {
                error = $"'{part.GetRawText()}' stands where an argument was expected";
                return false;
            }
            else if (!ArgumentReader.TryReadJson(part, out var argument, out error))
            {
                return false;
            }
            else
            {
                arguments.Add(argument!);
            }
        }

        if (!CommandSignature.TryCreate(words.ToImmutable(), arguments.ToImmutable(), out var signature, out error))
        {
            return false;
        }

        var flags = (CommandFlags)(command.TryGetProperty("flags", out var bits) && bits.TryGetInt32(out var value) ? value : 0);
        var declaration = new CommandDeclaration(
            signature!.Declaration, Text(command, "help"), Text(command, "perm"), flags.HasFlag(CommandFlags.Poll));
        entry = new CommandEntry(CommandTable.ClusterOwner, declaration, signature) { Flags = flags, Service = Text(command, "module") };
        return true;
    }

    private static string Text(JsonElement command, string name) =>
        command.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
