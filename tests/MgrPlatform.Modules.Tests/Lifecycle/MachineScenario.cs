using System.Globalization;
using System.Text;
using MgrPlatform.Modules.Lifecycle;

namespace MgrPlatform.Modules.Tests.Lifecycle;

/// <summary>
/// Plays a text file of commands to a machine and writes the file anew with what the machine did: lines that begin with &gt; are commands,
/// with # comments, all others the trace.
/// </summary>
internal sealed class MachineScenario
{
    private readonly ModuleMachine _machine = new(new RestartBudget());
    private TimeSpan _now;

    public static string Play(string text)
    {
        var scenario = new MachineScenario();
        var trace = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("> ", StringComparison.Ordinal))
            {
                trace.Append(line).Append('\n');
                scenario.Run(line[2..], trace);
            }
            else if (line.StartsWith('#') || line.Length == 0)
            {
                trace.Append(line).Append('\n');
            }
        }

        return trace.ToString().TrimEnd('\n') + "\n";
    }

    private static ModuleInput Read(string command)
    {
        var words = command.Split(' ', 3);
        var reason = words.Length > 2 ? words[2] : "";
        return words[0] switch
        {
            "enabled" => new ModuleInput.Enabled(),
            "warmed" => new ModuleInput.Warmed(),
            "disabled" => new ModuleInput.Disabled(),
            "stop" => new ModuleInput.Stop(),
            "reload" => new ModuleInput.Reload(),
            "refused" => new ModuleInput.Refused(command["refused ".Length..]),
            "ready" => new ModuleInput.RunReady(Number(words)),
            "unable" => new ModuleInput.RunUnable(Number(words), reason),
            "not-started" => new ModuleInput.RunNotStarted(Number(words), reason, IsPermanent: false),
            "broken" => new ModuleInput.RunNotStarted(Number(words), reason, IsPermanent: true),
            "ended" => new ModuleInput.RunEnded(Number(words), reason),
            "faulted" => new ModuleInput.RunFaulted(Number(words), reason),
            "backoff-elapsed" => new ModuleInput.BackoffElapsed(Number(words)),
            _ => throw new FormatException($"no such command: {command}"),
        };
    }

    private static int Number(string[] words) => int.Parse(words[1], CultureInfo.InvariantCulture);

    private static string Show(ModuleEffect effect) => effect switch
    {
        ModuleEffect.StartRun start => $"start run {start.Run}",
        ModuleEffect.Hold held => $"hold {held.Run}",
        ModuleEffect.Switch to => $"switch to {to.Run}",
        ModuleEffect.Withdraw withdraw => $"withdraw: {withdraw.Reason}",
        ModuleEffect.StartServe serve => $"start serve of {serve.Run}",
        ModuleEffect.Retire retire => $"retire {retire.Run}",
        ModuleEffect.Kill kill => $"kill {kill.Run}: {kill.Reason}",
        ModuleEffect.ArmBackoff backoff => $"back off ({backoff.Number}) {backoff.Delay.TotalSeconds:0} s",
        ModuleEffect.LoadDone done => $"loaded {done.Run}",
        ModuleEffect.LoadFailed { Run: ModuleEffect.LoadFailed.AnyRun } failed => $"not loaded: {failed.Reason}",
        ModuleEffect.LoadFailed failed => $"not loaded {failed.Run}: {failed.Reason}",
        _ => throw new FormatException($"no word for {effect}"),
    };

    private void Run(string command, StringBuilder trace)
    {
        if (command.StartsWith("wait ", StringComparison.Ordinal))
        {
            _now += TimeSpan.FromSeconds(double.Parse(command["wait ".Length..], CultureInfo.InvariantCulture));
            return;
        }

        List<ModuleEffect> effects = [];
        _machine.Step(Read(command), _now, effects);
        foreach (var effect in effects)
        {
            trace.Append("    ").Append(Show(effect)).Append('\n');
        }

        trace.Append("  = ").Append(_machine.State.ToString().ToLowerInvariant());
        trace.Append(_machine.CurrentRun is { } run ? $", run {run}" : "");
        trace.Append(_machine.Reason.Length > 0 ? $", because {_machine.Reason}" : "");
        trace.Append(_machine.ReloadProblem.Length > 0 ? $", not reloaded because {_machine.ReloadProblem}" : "").Append('\n');
    }
}
