using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Manager.Commands;

/// <summary>
/// The commands that the manager answers itself, as ceph-mgr 16.2 does: declared with its words, answered with its texts.
/// </summary>
public static class OwnCommands
{
    private static readonly FrozenDictionary<string, OwnCommand> ByPrefix =
        OwnCommandTable.All.ToFrozenDictionary(static command => command.Prefix, StringComparer.Ordinal);

    /// <summary>In Ceph's order, for the beacon and for <c>get_command_descriptions</c>.</summary>
    public static IReadOnlyList<MonCommand> Declarations { get; } = [.. OwnCommandTable.All.Select(static command => command.Declaration)];

    public static bool Has(string prefix) => ByPrefix.ContainsKey(prefix);

    /// <summary>
    /// The declaration, whose module and permissions the session's capabilities are held against; null for a foreign command.
    /// </summary>
    public static MonCommand? Find(string prefix) => ByPrefix.GetValueOrDefault(prefix)?.Declaration;

    /// <summary>Answers a command; null when it is not the manager's own. Pure: what has to be done is in the answer.</summary>
    public static OwnAnswer? Answer(JsonObject command, OwnContext context)
    {
        var call = new CommandCall(command);
        if (!ByPrefix.TryGetValue(call.Prefix, out var own))
        {
            return null;
        }

        try
        {
            return own.Answer(call, context);
        }
        catch (CommandCallException refused)
        {
            return OwnAnswer.Refuse(Errno.Invalid, refused.Message);
        }
    }
}
