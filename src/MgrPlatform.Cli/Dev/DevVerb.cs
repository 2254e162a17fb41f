using System.Collections.Immutable;
using System.CommandLine;

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
            Description = "Where its configuration, keys, logs and state are",
            HelpName = "dir",
            DefaultValueFactory = static _ => ClusterDirectory.DefaultName,
        };
        var monitors = new Option<int?>("--mons")
        {
            Description = "So many monitors that form a quorum, 1 to 7 [default: as many as there are, or 1]", HelpName = "n",
        };
        var managers = new Option<int>("--mgrs")
        {
            Description = "So many managers, one of them active, 1 to 5", HelpName = "n", DefaultValueFactory = static _ => 2,
        };
        var osds = new Option<int?>("--osds")
        {
            Description = "So many OSDs that report what was recorded, 0 to 100 [default: as many as there are, or 3]", HelpName = "n",
        };
        var pluginPaths = new Option<string[]>("--plugin-path")
        {
            Description = "A folder of plugins, or one plugin's folder; may be repeated", HelpName = "path", DefaultValueFactory = static _ => [],
        };
        var options = new RunOptions();
        var command = new Command("dev", "Run a cluster here, in the foreground, with the bundled modules and yours")
        {
            directory, monitors, managers, osds, pluginPaths,
        };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new DevOptions(
                Path.GetFullPath(parsed.GetRequiredValue(directory)),
                parsed.GetValue(monitors),
                parsed.GetValue(managers),
                parsed.GetValue(osds),
                ExistingFolders(parsed.GetRequiredValue(pluginPaths)),
                options.PythonOf(parsed),
                options.NodeOf(parsed),
                options.LogLevelOf(parsed)),
            cancellationToken));
        return command;
    }

    private static Task<int> RunAsync(DevOptions options, CancellationToken cancellationToken)
    {
        Require("--mons", options.Monitors, 1, MostMonitors);
        Require("--mgrs", options.Managers, 1, DevSession.MostManagers);
        Require("--osds", options.Osds, 0, MostOsds);
        return new DevSession(options, new DevTerminal(TimeProvider.System)).RunAsync(cancellationToken);
    }

    private static void Require(string option, int? value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw new CommandLineException($"{option} takes {least} to {most}, not {value}");
        }
    }

    private static ImmutableArray<string> ExistingFolders(string[] paths) =>
    [
        .. paths.Select(path => Directory.Exists(path)
            ? Path.GetFullPath(path)
            : throw new CommandLineException($"there is no folder {path}; --plugin-path takes a folder of plugins, or a plugin's own")),
    ];
}
