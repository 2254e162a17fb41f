using System.CommandLine;
using MgrPlatform.Cli.Dev;
using MgrPlatform.DevCluster;
using MgrPlatform.Modules.Catalog;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Cli.Plugins;

/// <summary>
/// <c>mgrp module dev</c>: one plugin on a recorded cluster of its own, whether or not a dev cluster runs: what is tried here must not disturb
/// that one. Its log, reloads and errors come to the terminal; a line that is typed is sent as a command.
/// </summary>
internal static class ModuleDevVerb
{
    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "The plugin's folder" };
        var options = new RunOptions();
        var command = new Command("dev", "Run a plugin on a recorded cluster of its own; a change that is saved takes over at once") { path };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetRequiredValue(path), options.Read(parsed), options.LogLevelOf(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, RecordedHostOptions options, LogLevel level, CancellationToken cancellationToken)
    {
        var plugin = SinglePlugin.Read(path);
        var temporary = Directory.CreateTempSubdirectory($"mgrp-{plugin.Name}-");
        try
        {
            var directory = new ClusterDirectory(temporary.FullName);
            var terminal = new DevTerminal(TimeProvider.System);
            return await new PluginSession(directory, terminal, level) { EchoedModule = plugin.Name }.RunAsync(
                options.Alone(plugin, temporary.FullName),
                (cluster, token) => SinglePlugin.EnableAsync(cluster, plugin, token),
                cluster => SayReady(cluster, plugin, directory, terminal, cancellationToken),
                cancellationToken);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static void SayReady(
        RecordedHost cluster, Plugin plugin, ClusterDirectory directory, DevTerminal terminal, CancellationToken cancellationToken)
    {
        var commands = cluster.Host.Commands.Entries.Where(entry => entry.Owner == plugin.Name).ToList();
        terminal.Say("");
        terminal.Say(commands.Count == 0
            ? $"Save a change in {plugin.Folder} and it takes over. Its commands, from another terminal: mgrp ceph --dir {directory.FullPath} ..."
            : $"Save a change in {plugin.Folder} and it takes over. Type a command and press Enter, or send it from another terminal:");
        foreach (var command in commands)
        {
            terminal.Say($"  {command.Signature.Usage,-30}  mgrp ceph --dir {directory.FullPath} {command.Prefix}");
        }

        terminal.Say("");
        terminal.Say("READY");
        _ = Task.Run(() => ReadCommandsAsync(directory, terminal, cancellationToken), CancellationToken.None);
    }

    /// <summary>Ends with the input or with the process: a read from a terminal cannot be cancelled.</summary>
    private static async Task ReadCommandsAsync(ClusterDirectory directory, DevTerminal terminal, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && await Console.In.ReadLineAsync(CancellationToken.None) is { } line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }

            try
            {
                await CephVerb.RunAsync(["--dir", directory.FullPath, .. words], TemplateAnswer.Render, cancellationToken);
            }
            catch (CommandLineException error)
            {
                terminal.Say(LogLevel.Error, error.Message);
            }
            catch (OperationCanceledException)
            {
                return; // Ctrl-C while a command is answered.
            }
        }
    }
}
