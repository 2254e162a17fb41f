using System.Collections.Immutable;
using System.CommandLine;
using MgrPlatform.Cli.Dev.Quorum;
using MgrPlatform.DevCluster;
using MgrPlatform.Modules.Lifecycle;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Cli.Dev;

/// <summary><c>mgrp dev</c>: a cluster here, in the foreground, until Ctrl-C.</summary>
internal static class DevVerb
{
    private const int MostMonitors = 7;
    private const int MostOsds = 100;

    public static Command Create()
    {
        var directory = new Option<string>("--dir")
        {
            Description = "Where its socket, its log and its state are", HelpName = "dir", DefaultValueFactory = static _ => ClusterDirectory.DefaultName,
        };
        var osds = new Option<int>("--osds")
        {
            Description = "Scale the recorded cluster to so many OSDs, 3 to 10000", HelpName = "n", DefaultValueFactory = static _ => 3,
        };
        var moment = new Option<string?>("--moment") { Description = "Hold one recorded moment (m1, m2, m3) instead of playing the story", HelpName = "name" };
        var pluginPaths = new Option<string[]>("--plugin-path")
        {
            Description = "A folder of plugins, or one plugin's folder; may be repeated", HelpName = "path", DefaultValueFactory = static _ => [],
        };
        var monitors = new Option<int?>("--mons")
        {
            Description = "Instead of the recording, so many monitors that form a quorum, with managers and recorded OSDs as daemons: for any Ceph client", HelpName = "n",
        };
        var managers = new Option<int>("--mgrs")
        {
            Description = "With --mons: so many managers, one of them active", HelpName = "n", DefaultValueFactory = static _ => 2,
        };
        var options = new RunOptions();
        var command = new Command("dev", "Run a cluster here, in the foreground, with the bundled modules and yours")
        {
            directory, osds, moment, monitors, managers, pluginPaths,
        };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var recorded = options.Read(parsed) with
            {
                Directory = Path.GetFullPath(parsed.GetRequiredValue(directory)),
                Osds = parsed.GetValue(osds),
                Moment = parsed.GetValue(moment),
                PluginPaths = ExistingFolders(parsed.GetRequiredValue(pluginPaths)),
            };
            if (parsed.GetValue(monitors) is not { } count)
            {
                return parsed.GetResult(managers) is { Implicit: false }
                    ? throw new CommandLineException("--mgrs goes with --mons: the recorded cluster has one manager")
                    : RunAsync(recorded, options.LogLevelOf(parsed), cancellationToken);
            }

            return recorded.Moment is not null
                ? throw new CommandLineException("a cluster with --mons has no story: --moment is for the recorded one")
                : RunQuorumAsync(
                    recorded,
                    count,
                    parsed.GetValue(managers),
                    parsed.GetResult(osds) is { Implicit: false } ? recorded.Osds : null,
                    options.LogLevelOf(parsed),
                    cancellationToken);
        });
        return command;
    }

    private static Task<int> RunQuorumAsync(
        DevClusterOptions options, int monitors, int managers, int? osds, LogLevel level, CancellationToken cancellationToken)
    {
        if (osds is < 0 or > MostOsds)
        {
            throw new CommandLineException($"with --mons, --osds takes 0 to {MostOsds}: each is a daemon of its own");
        }

        if (monitors is < 1 or > MostMonitors || managers < 1 || managers > QuorumSession.MostManagers)
        {
            throw new CommandLineException($"--mons takes 1 to {MostMonitors}, --mgrs 1 to {QuorumSession.MostManagers}");
        }

        return new QuorumSession(
            new QuorumDevOptions(options.Directory, monitors, managers, osds, options.PluginPaths, options.Python, options.Node, level),
            new DevTerminal(TimeProvider.System)).RunAsync(cancellationToken);
    }

    private static ImmutableArray<string> ExistingFolders(string[] paths) =>
    [
        .. paths.Select(path => Directory.Exists(path)
            ? Path.GetFullPath(path)
            : throw new CommandLineException($"there is no folder {path}; --plugin-path takes a folder of plugins, or a plugin's own")),
    ];

    private static Task<int> RunAsync(DevClusterOptions options, LogLevel level, CancellationToken cancellationToken)
    {
        var directory = new ClusterDirectory(options.Directory);
        var terminal = new DevTerminal(TimeProvider.System);
        return new DevSession(directory, terminal, level).RunAsync(
            options, static (_, _) => Task.CompletedTask, cluster => SayReady(cluster, directory, terminal), cancellationToken);
    }

    private static void SayReady(DevCluster.DevCluster cluster, ClusterDirectory directory, DevTerminal terminal)
    {
        var shown = directory.Shown(Environment.CurrentDirectory);
        var where = shown == ClusterDirectory.DefaultName ? "" : $"--dir {shown} ";
        terminal.Say("");
        terminal.Say($"The manager answers at {Path.Combine(shown, Path.GetFileName(cluster.AdminSocketPath))}, its log is {Path.Combine(shown, Path.GetFileName(directory.LogFile))}. In another terminal:");
        terminal.Say($"  mgrp ceph {where}-s");
        terminal.Say($"  mgrp ceph {where}fs status");
        terminal.Say($"  mgrp ceph {where}module ls");
        foreach (var module in cluster.Host.Modules.Where(module => module.State == ModuleState.Disabled && cluster.Host.Options.PluginPaths.Any(
            path => module.Folder.StartsWith(path, StringComparison.Ordinal))))
        {
            terminal.Say($"  mgrp ceph {where}mgr module enable {module.Name}        (found, and not enabled yet)");
        }

        var failed = cluster.Host.Modules.Count(static module => module.State is ModuleState.Failed or ModuleState.Backoff);
        terminal.Say("");
        terminal.Say(failed == 0 ? "READY" : $"READY, but {failed} of the modules failed: see above, and 'mgrp ceph {where}module logs NAME'");
    }
}
