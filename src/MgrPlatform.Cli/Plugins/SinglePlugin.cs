using System.Text.Json.Nodes;
using MgrPlatform.DevCluster;
using MgrPlatform.Modules.Catalog;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Lifecycle;

namespace MgrPlatform.Cli.Plugins;

/// <summary>One plugin alone on a recorded cluster of its own.</summary>
internal static class SinglePlugin
{
    private static readonly string[] Bundled = ["fsstatus", "rest", "webhook"];

    /// <exception cref="CommandLineException">The path is no folder.</exception>
    public static Plugin Read(string path) => Directory.Exists(path)
        ? PluginCatalog.Read(path)
        : throw new CommandLineException($"there is no folder {path}; name the folder that has the plugin's {PluginManifest.FileName}");

    public static RecordedHostOptions Alone(this RecordedHostOptions options, Plugin plugin, string directory) =>
        options with { Directory = directory, PluginPaths = [plugin.Folder], BundledPlugins = "/dev/null" };

    /// <summary>Enables the plugin and nothing else; returns what became of its start.</summary>
    public static async Task<ModuleStatus> EnableAsync(RecordedHost cluster, Plugin plugin, CancellationToken cancellationToken)
    {
        var settled = new TaskCompletionSource<ModuleStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        void OnChanged(ModuleStatus status)
        {
            if (status.Name == plugin.Name
                && status.State is ModuleState.Running or ModuleState.Failed or ModuleState.Backoff or ModuleState.Unsupported)
            {
                settled.TrySetResult(status);
            }
        }

        cluster.Host.ModuleChanged += OnChanged;
        try
        {
            foreach (var bundled in Bundled.Where(name => name != plugin.Name))
            {
                await SendAsync(cluster, new JsonObject { ["prefix"] = "mgr module disable", ["module"] = bundled }, cancellationToken);
            }

            await SendAsync(cluster, new JsonObject { ["prefix"] = "mgr module enable", ["module"] = plugin.Name, ["force"] = "--force" }, cancellationToken);
            foreach (var status in cluster.Host.Modules)
            {
                OnChanged(status); // It may have been enabled by default, and have settled before we listened.
            }

            return await settled.Task.WaitAsync(plugin.Limits.StartTimeout + TimeSpan.FromMinutes(4), cancellationToken);
        }
        finally
        {
            cluster.Host.ModuleChanged -= OnChanged;
        }
    }

    private static async Task SendAsync(RecordedHost cluster, JsonObject command, CancellationToken cancellationToken)
    {
        var result = await cluster.ExecuteAsync(new CommandRequest(command, ReadOnlyMemory<byte>.Empty, CommandCaller.Local), cancellationToken);
        if (!result.IsSuccess)
        {
            throw new CommandLineException($"the recorded cluster refused '{command["prefix"]}': {result.Status}", ExitCode.Failure);
        }
    }
}
