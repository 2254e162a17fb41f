using System.Globalization;
using System.Reflection;
using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Monitor.Commands;

/// <summary>
/// Declarations of commands that lie as a table beside the code: signature, help, module, permissions and flags in one line each, as a
/// 16.2.15 monitor gives them. The code says only which handler does what.
/// </summary>
internal sealed class DeclaredCommands
{
    private readonly SortedDictionary<string, MonCommand> _byPrefix = new(StringComparer.Ordinal);
    private readonly List<MonitorCommand> _commands = [];

    /// <param name="table">The name of an embedded file.</param>
    public DeclaredCommands(string table)
    {
        foreach (var command in Read(table))
        {
            _byPrefix[CommandSignature.Parse(command.Signature).Prefix] = command;
        }
    }

    /// <summary>Those that have a handler.</summary>
    public IReadOnlyList<MonitorCommand> Commands => _commands;

    /// <summary>A table's declarations in its order.</summary>
    /// <param name="table">The name of an embedded file.</param>
    public static IReadOnlyList<MonCommand> Read(string table)
    {
        List<MonCommand> commands = [];
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(table)
            ?? throw new InvalidOperationException($"the assembly has no table {table}");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            var flags = (MonCommandFlags)ulong.Parse(cells[4], CultureInfo.InvariantCulture);
            commands.Add(new MonCommand(cells[0], cells[1], cells[2], cells[3], MonCommand.Everywhere, flags));
        }

        return commands;
    }

    /// <summary>Any monitor of a quorum answers.</summary>
    public DeclaredCommands Read(string prefix, Func<CommandCall, CommandResult> handler)
    {
        var declared = _byPrefix[prefix];
        _commands.Add(MonitorCommand.Read(
            declared.Signature, declared.Help, declared.Module, declared.Permissions, handler, declared.Flags));
        return this;
    }

    /// <summary>The leader does it.</summary>
    public DeclaredCommands Write(string prefix, Func<CommandCall, CommandOutcome> handler)
    {
        var declared = _byPrefix[prefix];
        _commands.Add(MonitorCommand.Write(
            declared.Signature, declared.Help, declared.Module, declared.Permissions, handler, declared.Flags));
        return this;
    }
}
