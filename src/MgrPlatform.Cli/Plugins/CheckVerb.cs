using System.CommandLine;
using MgrPlatform.Cli.Dev;
using MgrPlatform.DevCluster;
using MgrPlatform.Modules.Catalog;
using MgrPlatform.Modules.Lifecycle;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Cli.Plugins;

/// <summary><c>mgrp module check</c>: finds what is wrong with a plugin before a cluster does, by reading it and by running it for a moment.</summary>
internal static class CheckVerb
{
    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "The plugin's folder" };
        var options = new RunOptions();
        var command = new Command("check", "Find what is wrong with a plugin: manifest, permissions, interpreter, code") { path };
        options.AddInterpreters(command);
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetRequiredValue(path), options.Read(parsed), parsed.InvocationConfiguration.Output, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, RecordedHostOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        var plugin = SinglePlugin.Read(path);
        var problems = FindProblems(plugin);
        if (problems.Count > 0)
        {
            foreach (var problem in problems)
            {
                await Console.Error.WriteLineAsync($"mgrp: {plugin.Name}: {problem}");
            }

            return ExitCode.Failure;
        }

        var directory = Directory.CreateTempSubdirectory("mgrp-check-");
        try
        {
            var status = await TryAsync(plugin, options, directory.FullName, cancellationToken);
            if (status.State != ModuleState.Running)
            {
                await Console.Error.WriteLineAsync($"mgrp: {plugin.Name}: {status.Reason}");
                return ExitCode.Failure;
            }

            Print(plugin, status, output);
            return ExitCode.Success;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>What can be seen without running it, every problem by itself.</summary>
    private static List<string> FindProblems(Plugin plugin)
    {
        var file = Path.Combine(plugin.Folder, PluginManifest.FileName);
        if (plugin.Problem is null || !File.Exists(file))
        {
            return plugin.Problem is null ? [] : [plugin.Problem];
        }

        var problems = ManifestReader.Read(File.ReadAllBytes(file)).Problems;
        return problems.IsEmpty ? [plugin.Problem] : [.. problems.Select(static problem => $"{PluginManifest.FileName}: {problem}")];
    }

    private static async Task<ModuleStatus> TryAsync(Plugin plugin, RecordedHostOptions options, string directory, CancellationToken cancellationToken)
    {
        await using var cluster = await RecordedHost.StartAsync(options.Alone(plugin, directory), NullLoggerFactory.Instance, cancellationToken);
        return await SinglePlugin.EnableAsync(cluster, plugin, cancellationToken);
    }

    private static void Print(Plugin plugin, ModuleStatus status, TextWriter output)
    {
        output.WriteLine($"{plugin.Name} {plugin.Version} ({plugin.Kind}) runs.".Replace("  ", " ", StringComparison.Ordinal));
        foreach (var command in status.Commands)
        {
            output.WriteLine($"  command  {command.Signature}  [{command.Permission}]  {command.Description}");
        }

        foreach (var option in status.Options)
        {
            output.WriteLine($"  option   {option.Name} ({option.Type}{(option.Default is null ? "" : $", default {option.Default}")})  {option.Description}");
        }

        foreach (var type in status.NotifyTypes)
        {
            output.WriteLine($"  notify   {type}");
        }
    }
}
