using System.Collections.Immutable;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.Modules.Runtimes.Rpc;

namespace MgrPlatform.Modules;

/// <summary>Where the module host finds things, and how patient it is.</summary>
public sealed record ModuleHostOptions
{
    /// <summary>Folders of plugins, or plugin folders; of two with one name the first wins.</summary>
    public ImmutableArray<string> PluginPaths { get; init; } = [];

    /// <summary>What must outlive a restart: the modules' private data, shadow copies of built plugins. Created 0700.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Holds <c>python</c>, <c>javascript</c> and <c>dotnet</c>: the runners that live in the children.</summary>
    public required string SdkDirectory { get; init; }

    /// <summary>Where modules with <c>log_to_file</c> write; created when needed.</summary>
    public string? LogDirectory { get; init; }

    /// <summary>Interpreters, by name or path; a plugin's manifest may name its own.</summary>
    public string Python { get; init; } = "python3";

    public string Node { get; init; } = "node";

    public string DotNet { get; init; } = "dotnet";

    /// <summary>Build .NET plugins that are given as source, on load and on change. For development; production loads what is built.</summary>
    public bool BuildSources { get; init; }

    /// <summary>
    /// A module that the cluster wants and no plugin path has is named once in the log and is no error: for a cluster that wants modules
    /// of another manager.
    /// </summary>
    public bool SkipsMissing { get; init; }

    /// <summary>Look for changed plugin folders this often; zero: only on <c>module reload</c>.</summary>
    public TimeSpan ScanInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Modules that may come up at the same time.</summary>
    public int ParallelStarts { get; init; } = Math.Max(2, Environment.ProcessorCount);

    public RestartBudget Restarts { get; init; } = new();

    public RpcLimits Connection { get; init; } = new();

    /// <summary>Documents larger than this go to children as a file.</summary>
    public int InlineDocumentBytes { get; init; } = 64 * 1024;

    /// <summary>How often a runner is asked whether it is alive, and how long it may be silent while no command keeps it busy.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan PingPatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After its deadline a command may go on this long, or as long as the deadline if that is longer, before the run is ended.</summary>
    public TimeSpan StuckGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often memory and processor use are looked at.</summary>
    public TimeSpan AccountInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A module that computes on a whole core for this long is named in health.</summary>
    public TimeSpan BusyPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A module that has not finished with one notification for this long is named in health.</summary>
    public TimeSpan NotificationPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait for commands under way when a run is retired; a command's own deadline if that is shorter.</summary>
    public TimeSpan DrainPatience { get; init; } = TimeSpan.FromSeconds(30);
}
