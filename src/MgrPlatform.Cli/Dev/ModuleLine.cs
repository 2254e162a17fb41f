using MgrPlatform.Modules.Lifecycle;

namespace MgrPlatform.Cli.Dev;

/// <summary>What an operator is told of a module in one line.</summary>
/// <param name="State">In small letters, as <c>module ls</c> has it, or what has just happened: <c>reloaded</c>.</param>
/// <param name="Reason">Why; empty when all is well.</param>
internal sealed record ModuleLine(string Name, string Kind, string State, string Reason, ModuleMood Mood)
{
    public static ModuleLine Of(ModuleStatus status) => status.ReloadProblem.Length > 0
        ? new ModuleLine(status.Name, status.Kind, "not reloaded", $"{status.ReloadProblem}; the old code answers on", ModuleMood.Bad)
        : new ModuleLine(status.Name, status.Kind, Word(status.State), MoodOf(status.State) is ModuleMood.Good or ModuleMood.Busy ? "" : status.Reason, MoodOf(status.State));

    public override string ToString() => Reason.Length == 0 ? $"module {Name}: {State}" : $"module {Name}: {State}: {Reason}";

    private static string Word(ModuleState state) => state.ToString().ToLowerInvariant();

    private static ModuleMood MoodOf(ModuleState state) => state switch
    {
        ModuleState.Running => ModuleMood.Good,
        ModuleState.Failed or ModuleState.Backoff => ModuleMood.Bad,
        ModuleState.Unsupported or ModuleState.Disabled or ModuleState.Stopped => ModuleMood.Quiet,
        _ => ModuleMood.Busy,
    };
}
