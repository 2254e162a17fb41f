using MgrPlatform.Monitor.Caps;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Monitor.Services.Mgr;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Monitor.Commands;

/// <summary>
/// Reads commands, finds who does them, and lets nobody do what he may not. The same judgement is made here and again at the leader.
/// </summary>
internal sealed class CommandDesk(MonitorContext monitor)
{
    private const string Descriptions = "get_command_descriptions";

    // Their arguments are secrets.
    private static readonly string[] NotAudited = ["config set", "config-key set", "config-key put", "config-key rm", "auth import"];

    private readonly CommandTable _table = new();
    private readonly CommandTable _tell = new();

    /// <summary>Collects the commands of all services; they exist by then.</summary>
    public void Load()
    {
        foreach (var command in MonitorCommands.Of(monitor))
        {
            _table.Add(command, null);
        }

        foreach (var service in monitor.Services)
        {
            foreach (var command in service.Commands)
            {
                _table.Add(command, service);
            }
        }

        foreach (var command in TellCommands.Of(monitor))
        {
            _tell.Add(command, null);
        }
    }

    public CommandVerdict Judge(MonitorOperation operation, MMonCommand message)
    {
        try
        {
            return Find(operation, message);
        }
        catch (CommandException error)
        {
            return new CommandVerdict.Answer(CommandResult.Failed(error.Errno, error.Message));
        }
    }

    public static CommandResult Run(MonitorCommand command, CommandCall call)
    {
        try
        {
            return command.ReadHandler!(call);
        }
        catch (CommandException error)
        {
            return CommandResult.Failed(error.Errno, error.Message);
        }
    }

    public CommandOutcome Run(MonitorOperation operation, MMonCommand message, CommandVerdict.Write write)
    {
        try
        {
            Audit(operation, write, $"cmd={Text(message)}: dispatch");
            return write.Command.WriteHandler!(write.Call);
        }
        catch (CommandException error)
        {
            return CommandOutcome.Answer(CommandResult.Failed(error.Errno, error.Message));
        }
    }

    /// <summary>A command for this monitor by name (<c>ceph tell mon.a</c>): answered at once, quorum or not.</summary>
    public MCommandReply Tell(MonitorSession session, MCommand message)
    {
        var result = TellResult(session, message);
        return new MCommandReply(result.Code, result.Status) { Data = result.Output };
    }

    public void AuditFinished(MonitorOperation operation, MMonCommand message, CommandVerdict.Write write) =>
        Audit(operation, write, $"cmd='{Text(message)}': finished");

    private void Audit(MonitorOperation operation, CommandVerdict.Write write, string what)
    {
        if (!NotAudited.Contains(write.Command.Prefix) && !write.Command.Declaration.Flags.HasFlag(MonCommandFlags.Hidden))
        {
            monitor.Log(LogLevel.Information, $"{From(operation.Session)} {what}", "audit");
        }
    }

    private CommandResult TellResult(MonitorSession session, MCommand message)
    {
        try
        {
            var call = Call(session, message.Command, message.Data);
            if (call.Arguments.Prefix == Descriptions)
            {
                return CommandDescriptions.Write(call, _tell.Commands.Select(static command => command.Declaration), isFull: false);
            }

            // Ceph asks for everything at the monitors before it lets somebody speak to one of them.
            if (!session.Caps.Allow(new CapRequest(
                session.Name, "mon", call.Arguments.Prefix, CapPermissions.All, session.Socket.EndPoint?.Address)))
            {
                return CommandResult.Failed(Errno.AccessDenied, "insufficient caps");
            }

            return _tell.TryFind(call.Arguments.Prefix, out var command, out _)
                ? Run(command, call)
                : CommandResult.Failed(Errno.Invalid, $"unknown command '{call.Arguments.Prefix}'");
        }
        catch (CommandException error)
        {
            return CommandResult.Failed(error.Errno, error.Message);
        }
    }

    private CommandVerdict Find(MonitorOperation operation, MMonCommand message)
    {
        if (message.Fsid != monitor.Fsid)
        {
            throw new CommandException(Errno.Permission, "wrong fsid");
        }

        var call = Call(operation.Session, message.Command, message.Data);
        var prefix = call.Arguments.Prefix;
        if (prefix.Length == 0)
        {
            throw new CommandException(
                Errno.Invalid, call.Arguments.Has("prefix") ? "command prefix must not be empty" : "command prefix not found");
        }

        if (prefix == Descriptions)
        {
            // The managers' first: of commands that fit a mistyped one equally well, the tool shows the first ten.
            var own = _table.Commands.Select(static command => command.Declaration).Where(static command => !IsInternal(command));
            return new CommandVerdict.Answer(CommandDescriptions.Write(
                call, monitor.Service<MgrService>().ManagerCommands.Concat(own), isFull: true));
        }

        if (!_table.TryFind(prefix, out var command, out var service))
        {
            throw new CommandException(Errno.Invalid, IsManagers(prefix)
                ? $"'{prefix}' is answered by the active manager, not by the monitors"
                : "command not known");
        }

        Authorize(operation.Session, command, call);
        if (command.ReadHandler is not null)
        {
            return command.IsLocal ? new CommandVerdict.Answer(Run(command, call)) : new CommandVerdict.Read(command, call);
        }

        return new CommandVerdict.Write(
            command, call, service ?? throw new InvalidOperationException($"the command '{prefix}' writes and belongs to no service"));
    }

    private void Authorize(MonitorSession session, MonitorCommand command, CommandCall call)
    {
        var needed = CapPermissions.None;
        foreach (var letter in command.Declaration.Permissions)
        {
            needed |= letter switch
            {
                'r' => CapPermissions.Read,
                'w' => CapPermissions.Write,
                _ => CapPermissions.Execute,
            };
        }

        var request = new CapRequest(session.Name, command.Declaration.Module, command.Prefix, needed, session.Socket.EndPoint?.Address)
        {
            Arguments = call.Arguments.ToTexts(),
        };
        if (!session.Caps.Allow(request))
        {
            monitor.Log(LogLevel.Information, $"{From(session)} cmd='{command.Prefix}': access denied", "audit");
            throw new CommandException(Errno.AccessDenied, "access denied");
        }
    }

    private bool IsManagers(string prefix) =>
        monitor.Service<MgrService>().ManagerCommands.Any(command => CommandSignature.Parse(command.Signature).Prefix == prefix);

    private static bool IsInternal(MonCommand command) => CommandSignature.Parse(command.Signature).Prefix == MgrSessions.Prefix;

    private static CommandCall Call(MonitorSession session, IReadOnlyList<string> words, ReadOnlyMemory<byte> input) =>
        words.Count == 0
            ? throw new CommandException(Errno.Invalid, "no command supplied")
            : new CommandCall(session, CommandArguments.Parse(string.Concat(words)), input);

    private static string Text(MMonCommand message) => "[" + string.Concat(message.Command) + "]";

    private static string From(MonitorSession session) =>
        $"from='{session.Type.ToString().ToLowerInvariant()}.? {session.Addresses}' entity='{session.Name}'";
}
