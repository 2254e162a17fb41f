using System.Collections.Immutable;
using System.Globalization;
using MgrPlatform.Modules.Runtimes.Child;

namespace MgrPlatform.Modules.Runtimes.JavaScript;

/// <summary>Starts JavaScript modules: the plugin's own node or the host's, with the SDK's runner.</summary>
internal sealed class NodePlanner(ModuleHostOptions options) : ILaunchPlanner
{
    private static readonly Version Oldest = new(20, 0);
    private static readonly ImmutableArray<string> Question = ["-p", "process.execPath + '\\n' + process.versions.node"];

    private string Runner => Path.Combine(options.SdkDirectory, "javascript", "runner.mjs");

    public string? FindObstacle(RunnerStart start) =>
        Interpreter.FindObstacle(Program(start), Question, Oldest, "Node.js")
        ?? (File.Exists(Runner) ? null : $"the JavaScript SDK is not at {Runner}");

    public Task<LaunchPlan> PlanAsync(RunnerStart start, CancellationToken cancellationToken)
    {
        // The heap ends a little below the limit: node then says itself that it is out of memory, with a stack.
        var heap = Math.Max(16, start.Plugin.Limits.MemoryMib * 9 / 10);
        return Task.FromResult(new LaunchPlan(
            Interpreter.Find(Program(start), Question)?.Path ?? Program(start),
            [string.Create(CultureInfo.InvariantCulture, $"--max-old-space-size={heap}"), Runner],
            ImmutableDictionary<string, string>.Empty,
            start.Plugin.Manifest?.Entry,
            CanDumpStacks: false));
    }

    private string Program(RunnerStart start) => start.Plugin.Manifest?.Interpreter ?? options.Node;
}
