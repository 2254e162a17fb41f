using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Manager.Commands;

/// <summary>One of the manager's own commands.</summary>
internal sealed class OwnCommand(
    string signature, string help, string module, string permissions, Func<CommandCall, OwnContext, OwnAnswer> answer)
{
    public MonCommand Declaration { get; } = new(signature, help, module, permissions, MonCommand.Everywhere, MonCommandFlags.None);

    /// <summary>The literal words at its beginning.</summary>
    public string Prefix { get; } =
        string.Join(' ', signature.Split(' ').TakeWhile(static word => !word.Contains('=', StringComparison.Ordinal)));

    public OwnAnswer Answer(CommandCall call, OwnContext context) => answer(call, context);
}
