using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Monitor.Commands;

/// <summary>A command of the monitors: its declaration in Ceph's words, and what does it.</summary>
public sealed class MonitorCommand
{
    private MonitorCommand(MonCommand declaration)
    {
        Declaration = declaration;
        Signature = CommandSignature.Parse(declaration.Signature);
    }

    public MonCommand Declaration { get; }

    public CommandSignature Signature { get; }

    public string Prefix => Signature.Prefix;

    /// <summary>Answers on any monitor of a quorum; null for a command that only the leader does.</summary>
    internal Func<CommandCall, CommandResult>? ReadHandler { get; private init; }

    /// <summary>Does it at the leader, while the service has a pending state.</summary>
    internal Func<CommandCall, CommandOutcome>? WriteHandler { get; private init; }

    /// <summary>Needs no quorum: it is about this monitor only.</summary>
    internal bool IsLocal { get; private init; }

    /// <summary>A command that changes nothing: any monitor with readable state answers.</summary>
    public static MonitorCommand Read(
        string signature, string help, string module, string permissions, Func<CommandCall, CommandResult> handler,
        MonCommandFlags flags = MonCommandFlags.None) =>
        new(new MonCommand(signature, help, module, permissions, MonCommand.Everywhere, flags)) { ReadHandler = handler };

    /// <summary>A command that changes something, done by the leader.</summary>
    public static MonitorCommand Write(
        string signature, string help, string module, string permissions, Func<CommandCall, CommandOutcome> handler,
        MonCommandFlags flags = MonCommandFlags.None) =>
        new(new MonCommand(signature, help, module, permissions, MonCommand.Everywhere, flags)) { WriteHandler = handler };

    /// <summary>A command about the monitor that gets it, with or without a quorum.</summary>
    public static MonitorCommand Local(
        string signature, string help, string module, string permissions, Func<CommandCall, CommandResult> handler,
        MonCommandFlags flags = MonCommandFlags.NoForward) =>
        new(new MonCommand(signature, help, module, permissions, MonCommand.Everywhere, flags)) { ReadHandler = handler, IsLocal = true };
}
