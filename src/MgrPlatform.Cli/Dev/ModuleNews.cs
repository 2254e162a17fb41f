using System.Collections.Concurrent;
using MgrPlatform.Modules.Lifecycle;

namespace MgrPlatform.Cli.Dev;

/// <summary>Tells what is new about a module: a state, a reason, or other code in charge. Safe from any thread.</summary>
internal sealed class ModuleNews
{
    private readonly ConcurrentDictionary<string, ModuleStatus> _known = new(StringComparer.Ordinal);

    /// <summary>The line to show, or null when nothing is new that an operator would look at.</summary>
    public ModuleLine? Next(ModuleStatus status)
    {
        ModuleStatus? before = null;
        _known.AddOrUpdate(status.Name, status, (_, known) =>
        {
            before = known;
            return status;
        });
        if (before is null)
        {
            return status.State is ModuleState.Discovered or ModuleState.Disabled ? null : ModuleLine.Of(status);
        }

        var isSame = before.State == status.State && before.Reason == status.Reason && before.ReloadProblem == status.ReloadProblem;
        if (isSame && (status.State != ModuleState.Running || before.ProcessId == status.ProcessId || before.ProcessId is null))
        {
            return null;
        }

        var isOtherCode = before.State == ModuleState.Running && status.State == ModuleState.Running && status.ReloadProblem.Length == 0;
        return isOtherCode ? ModuleLine.Of(status) with { State = "reloaded", Reason = "" } : ModuleLine.Of(status);
    }
}
