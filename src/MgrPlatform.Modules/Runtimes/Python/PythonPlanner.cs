using System.Collections.Immutable;
using MgrPlatform.Modules.Runtimes.Child;

namespace MgrPlatform.Modules.Runtimes.Python;

/// <summary>Starts Python modules: the plugin's own interpreter or the host's, with the SDK's runner.</summary>
internal sealed class PythonPlanner(ModuleHostOptions options) : ILaunchPlanner
{
    private static readonly Version Oldest = new(3, 9);
    private static readonly ImmutableArray<string> Question =
        ["-c", "import sys; print(sys.executable); print('.'.join(str(n) for n in sys.version_info[:3]))"];

    private string Runner => Path.Combine(options.SdkDirectory, "python", "mgrp_runner.py");

    public string? FindObstacle(RunnerStart start) =>
        Interpreter.FindObstacle(Program(start), Question, Oldest, "Python")
        ?? (File.Exists(Runner) ? null : $"the Python SDK is not at {Runner}");

    public Task<LaunchPlan> PlanAsync(RunnerStart start, CancellationToken cancellationToken) =>
        Task.FromResult(new LaunchPlan(
            Interpreter.Find(Program(start), Question)?.Path ?? Program(start),
            [Runner],
            ImmutableDictionary<string, string>.Empty.Add("PYTHONUNBUFFERED", "1").Add("PYTHONDONTWRITEBYTECODE", "1"),
            start.Plugin.Manifest?.Entry,
            CanDumpStacks: true));

    private string Program(RunnerStart start) => start.Plugin.Manifest?.Interpreter ?? options.Python;
}
