using System.Collections.Immutable;
using MgrPlatform.Modules.Runtimes.Child;

namespace MgrPlatform.Modules.Runtimes.Python;

/// <summary>Starts Python modules: the plugin's own interpreter or the host's, with the SDK's runner.</summary>
internal sealed class PythonPlanner(ModuleHostOptions options) : ILaunchPlanner
{
    private static readonly Version Oldest = new(3, 9);

    private string Runner => Path.Combine(options.SdkDirectory, "python", "mgrp_runner.py");

    public string? FindObstacle(RunnerStart start) =>
        Interpreter.FindObstacle(start.Plugin.Manifest?.Interpreter ?? options.Python, Oldest, "Python")
        ?? (File.Exists(Runner) ? null : $"the Python SDK is not at {Runner}");

    public Task<LaunchPlan> PlanAsync(RunnerStart start, CancellationToken cancellationToken) =>
        Task.FromResult(new LaunchPlan(
            start.Plugin.Manifest?.Interpreter ?? options.Python,
            [Runner],
            ImmutableDictionary<string, string>.Empty.Add("PYTHONUNBUFFERED", "1").Add("PYTHONDONTWRITEBYTECODE", "1"),
            start.Plugin.Manifest?.Entry,
            CanDumpStacks: true));
}
