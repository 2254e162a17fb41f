using System.Globalization;
using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Monitor.Commands;

/// <summary>What <c>get_command_descriptions</c> answers: the tool checks its words against it before it sends any.</summary>
internal static class CommandDescriptions
{
    // The lines that only newer tools know are left out of what all are told.
    private const string Positional = "positional";

    /// <param name="isFull">With module, permissions and flags; without them for what is told to one daemon.</param>
    public static CommandResult Write(CommandCall call, IEnumerable<MonCommand> commands, bool isFull) => call.Json(json =>
    {
        json.WriteStartObject();
        var number = 0;
        foreach (var command in commands)
        {
            var signature = CommandSignature.Parse(command.Signature);
            json.WriteStartObject(string.Create(CultureInfo.InvariantCulture, $"cmd{number++:000}"));
            json.WriteStartArray("sig");
            foreach (var word in signature.Words)
            {
                json.WriteStringValue(word);
            }

            foreach (var parameter in signature.Parameters)
            {
                json.WriteStartObject();
                foreach (var (field, value) in parameter.Fields)
                {
                    if (field != Positional)
                    {
                        json.WriteString(field, value);
                    }
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("help", command.Help);
            if (isFull)
            {
                json.WriteString("module", command.Module);
                json.WriteString("perm", command.Permissions);
                json.WriteNumber("flags", (ulong)command.Flags);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    });
}
