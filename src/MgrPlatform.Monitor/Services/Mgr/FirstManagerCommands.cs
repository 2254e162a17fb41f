using MgrPlatform.Monitor.Commands;
using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Monitor.Services.Mgr;

/// <summary>
/// The commands that managers answer without any module, for a cluster in which none has said yet what it can: the tool then waits for one
/// instead of refusing the words.
/// </summary>
internal static class FirstManagerCommands
{
    private static readonly Lazy<IReadOnlyList<MonCommand>> Declared = new(static () => DeclaredCommands.Read("manager-commands.tsv"));

    public static IReadOnlyList<MonCommand> All => Declared.Value;
}
