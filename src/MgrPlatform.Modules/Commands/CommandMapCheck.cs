using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.Modules.Commands;

/// <summary>Checks a command map that came ready from a client, and gives its arguments their declared types.</summary>
/// <remarks>
/// Members that are not declared are passed on untouched: Ceph does so, its modules read <c>format</c>, <c>target</c> or
/// <c>width</c> that way, and a newer client may send more than an older module declares.
/// </remarks>
public static class CommandMapCheck
{
    public static CommandBinding Bind(CommandTable table, JsonObject command)
    {
        if (command["prefix"] is not JsonValue value || value.GetValueKind() != JsonValueKind.String)
        {
            return CommandBinding.Refuse(null, "the command has no 'prefix'; send its words as text, {\"prefix\": \"fs status\"}");
        }

        var prefix = value.GetValue<string>();
        var entries = table.FindAll(prefix);
        if (entries.IsEmpty)
        {
            return CommandBinding.Refuse(null, ArgumentBinder.Unknown(table, prefix.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        }

        // A prefix has more than one form only among the monitors' own commands.
        CommandBinding? first = null;
        foreach (var entry in entries)
        {
            var binding = Bind(entry, command);
            if (binding.IsBound)
            {
                return binding;
            }

            first ??= binding;
        }

        return first!;
    }

    private static CommandBinding Bind(CommandEntry entry, JsonObject command)
    {
        var bound = (JsonObject)command.DeepClone();
        foreach (var argument in entry.Signature.Arguments)
        {
            var given = bound[argument.Name];
            if (given is null)
            {
                bound.Remove(argument.Name);
                if (argument.IsRequired)
                {
                    return Refuse(entry, $"the argument '{argument.Name}' ({ArgumentTypeNames.Name(argument.Type)}) is missing");
                }

                continue;
            }

            var value = ArgumentJson.Read(argument, given, out var error);
            if (value is null)
            {
                return Refuse(entry, $"{error} (argument '{argument.Name}')");
            }

            bound[argument.Name] = value;
        }

        return new CommandBinding(entry, bound, "");
    }

    private static CommandBinding Refuse(CommandEntry entry, string reason) =>
        CommandBinding.Refuse(entry, $"{reason}; usage: {entry.Signature.Usage}");
}
