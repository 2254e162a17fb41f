using System.Text.Json.Nodes;

namespace MgrPlatform.Modules.Commands;

/// <summary>What words or a command map came to: a command and its map, or why not.</summary>
/// <param name="Entry">The command that was meant, also when its arguments are wrong; null when none is known.</param>
/// <param name="Command">The map to send, complete and typed; null when there is an error.</param>
/// <param name="Error">A sentence for the caller, who gets EINVAL; empty when all is well.</param>
public sealed record CommandBinding(CommandEntry? Entry, JsonObject? Command, string Error)
{
    public bool IsBound => Command is not null;

    /// <summary>The error as a command's answer.</summary>
    public CommandResult Failure => CommandResult.Failure(Errno.Invalid, Error);

    internal static CommandBinding Refuse(CommandEntry? entry, string error) => new(entry, null, error);
}
