using System.Collections.Immutable;
using System.Globalization;
using MgrPlatform.Modules.Runtimes.Child;

namespace MgrPlatform.Modules.Runtimes.DotNet;

/// <summary>Starts .NET modules in a child: the SDK's runner under <c>dotnet</c>, with a private copy of the built plugin.</summary>
internal sealed class DotNetPlanner(ModuleHostOptions options, PluginBuilds builds) : ILaunchPlanner
{
    private static readonly Version Oldest = new(10, 0);

    private string Runner => Path.Combine(options.SdkDirectory, "dotnet", "MgrPlatform.PluginSdk.Runner.dll");

    public string? FindObstacle(RunnerStart start) =>
        Interpreter.Resolve(start.Plugin.Manifest?.Interpreter ?? options.DotNet) is null
            ? $"{start.Plugin.Manifest?.Interpreter ?? options.DotNet} is not installed; install the .NET {Oldest} runtime"
            : File.Exists(Runner) ? null : $"the .NET SDK's runner is not at {Runner}";

    public async Task<LaunchPlan> PlanAsync(RunnerStart start, CancellationToken cancellationToken)
    {
        var assembly = await builds.PrepareAsync(start, cancellationToken);
        var limit = (long)start.Plugin.Limits.MemoryMib * 1024 * 1024 * 9 / 10;
        var environment = ImmutableDictionary<string, string>.Empty
            .Add("DOTNET_GCHeapHardLimit", limit.ToString("X", CultureInfo.InvariantCulture))
            .Add("DOTNET_gcServer", "0")
            .Add("DOTNET_TieredPGO", "0")
            .Add("DOTNET_NOLOGO", "1");
        return new LaunchPlan(
            start.Plugin.Manifest?.Interpreter ?? options.DotNet, ["exec", Runner], environment, assembly, CanDumpStacks: false);
    }
}
