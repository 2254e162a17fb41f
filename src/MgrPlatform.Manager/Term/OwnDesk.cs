using MgrPlatform.Manager.Commands;
using MgrPlatform.Messenger;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Manager.Term;

/// <summary>Carries out what the manager's own commands (<c>pg dump</c>, <c>osd df</c> …) answer and want done.</summary>
/// <param name="connectionsOf">The connections of an OSD.</param>
internal sealed class OwnDesk(
    Func<OwnContext> context,
    Func<int, IEnumerable<PeerConnection>> connectionsOf,
    Func<string, CancellationToken, Task<CommandResult>> askMonitors)
{
    /// <summary>Owner of the manager's own commands; no module can have this name.</summary>
    public const string Owner = "<manager>";

    /// <summary>All of them, in Ceph's words.</summary>
    public static CommandTable Table { get; } = CommandTable.Empty.WithServices(
        Owner,
        OwnCommands.Declarations.Select(static declared =>
            (new CommandDeclaration(declared.Signature, declared.Help, declared.Permissions), declared.Module))).Table;

    public async Task<CommandResult> ExecuteAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var binding = CommandMapCheck.Bind(Table, request.Command);
        if (!binding.IsBound)
        {
            return CommandResult.Failure(Errno.Invalid, binding.Error);
        }

        var needs = binding.Entry!.Declaration.Permission;
        var arguments = binding.Command!.Where(static argument => argument.Key != "prefix" && argument.Value is not null)
            .ToDictionary(static argument => argument.Key, static argument => argument.Value!.ToString(), StringComparer.Ordinal);
        if (!request.Caller.IsAllowed(new CommandPermission("", request.Prefix, arguments, needs)))
        {
            return CommandResult.Failure(
                Errno.AccessDenied, $"{request.Caller.Entity} may not send '{request.Prefix}': its mgr capabilities lack '{needs}' for it");
        }

        // Away from the connection's turn: some walk over all placement groups.
        var answer = await Task.Run(() => OwnCommands.Answer(binding.Command!, context()), cancellationToken)
            ?? throw new InvalidOperationException($"'{request.Prefix}' is in the table and has no answer");
        var result = answer.Result;
        foreach (var effect in answer.Effects)
        {
            switch (effect)
            {
                case OwnEffect.Send send:
                    foreach (var connection in connectionsOf(send.Osd))
                    {
                        connection.Send(send.Message);
                    }

                    break;
                case OwnEffect.AskMonitors ask:
                    result = await askMonitors(ask.Command, cancellationToken);
                    break;
                default:
                    throw new InvalidOperationException($"the manager does not know {effect.GetType().Name}");
            }
        }

        return result ?? throw new InvalidOperationException($"'{request.Prefix}' has neither an answer nor an effect that brings one");
    }
}
