using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using MgrPlatform.Cli.Dev.Cluster;
using MgrPlatform.Client;
using MgrPlatform.DevCluster;
using MgrPlatform.Manager;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.Monitor.Store;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Cli.Dev;

/// <summary>
/// One dev cluster from its start to Ctrl-C: monitors, managers and recorded daemons in this process, their logs in files, their news on the
/// terminal.
/// </summary>
internal sealed class DevSession(DevOptions options, DevTerminal terminal)
{
    private static readonly string[] ManagerNames = ["x", "y", "z", "w", "v"];

    // Starting children and reading folders blocks threads; leases and beacons must not wait for the pool to notice.
    private const int Threads = 32;

    /// <summary>As many as the recording has.</summary>
    private const int DefaultOsds = 3;

    private static readonly TimeSpan CleanPatience = TimeSpan.FromSeconds(20);

    public static int MostManagers => ManagerNames.Length;

    /// <exception cref="CommandLineException">The cluster does not start; the message says what to do.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        ThreadPool.SetMinThreads(Threads, Threads);
        var files = new ClusterDirectory(options.Directory);
        var directory = new DevDirectory(options.Directory);
        var isUp = false;
        try
        {
            await using var @lock = ClusterLock.Take(options.Directory);
            var (monitors, isKept) = directory.Prepare(options.Monitors);
            await using var daemons = new DevDaemons(
                directory, options, line => terminal.Say(LogLevel.Error, line), terminal.Say);
            using var stopping = cancellationToken.Register(() => terminal.Say("Stopping; Ctrl-C again does not wait for the modules."));
            var watch = Stopwatch.StartNew();
            terminal.Say($"{(isKept ? "Going on with the cluster in" : "Making a cluster in")} {files.Shown(Environment.CurrentDirectory)}");
            await daemons.StartMonitorsAsync(monitors, cancellationToken);
            terminal.Say(
                $"mon.{string.Join(", mon.", monitors)}: in the quorum after {Seconds(watch)} s{(isKept ? ", with the stores that were kept" : "")}");
            using var published = new ClusterFile(
                directory.AdminSocket($"mgr.{ManagerNames[0]}"), Environment.ProcessId, Product.Version, directory.Conf).Publish(files);
            var seed = new DevSeed(daemons);
            await seed.PlantModulesAsync(cancellationToken);
            await using var storage = new DevStorage(directory, daemons, line => terminal.Say(LogLevel.Warning, line));
            var starting = StartStorageAsync(storage, seed, directory.CountOsds(options.Osds, DefaultOsds), cancellationToken);
            var serving = await StartManagersAsync(daemons, watch, cancellationToken);
            await starting;
            await SayStorageAsync(storage, seed, watch, cancellationToken);
            isUp = true;
            SayReady(files, directory, serving, storage);
            var console = Task.Run(() => new DevConsole(storage, options.Directory, terminal).RunAsync(cancellationToken), CancellationToken.None);
            await await Task.WhenAny(console, Task.Delay(Timeout.Infinite, cancellationToken));
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.Say(isUp ? "Stopped; the same command goes on with what is kept." : "Stopped before it had started.");
        }
        catch (AddressInUseException error)
        {
            throw new CommandLineException(
                $"{error.Message}, where a monitor of {options.Directory} has to listen; end what listens there, or take another --dir",
                ExitCode.Failure);
        }
        catch (Exception error) when (error is ClientException or MonitorStoreException or SocketException or IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException(error.Message, ExitCode.Failure);
        }

        return ExitCode.Success;
    }

    private static string Seconds(Stopwatch watch) => watch.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static async Task StartStorageAsync(DevStorage storage, DevSeed seed, int osds, CancellationToken cancellationToken)
    {
        await storage.MakeAsync(osds, cancellationToken);
        if (osds > 0)
        {
            await storage.StartAllAsync(cancellationToken);
            await seed.PlantPoolsAsync(cancellationToken);
        }
    }

    private async Task SayStorageAsync(DevStorage storage, DevSeed seed, Stopwatch watch, CancellationToken cancellationToken)
    {
        if (storage.Names.Count > 0)
        {
            var isClean = await seed.WhenCleanAsync(CleanPatience, cancellationToken);
            terminal.Say($"{storage.Summary}: up after {Seconds(watch)} s{(isClean ? ", all groups active+clean" : "; see 'mgrp ceph health detail'")}");
        }
    }

    private async Task<ManagerDaemon> StartManagersAsync(DevDaemons daemons, Stopwatch watch, CancellationToken cancellationToken)
    {
        var names = ManagerNames[..options.Managers];
        var news = names.ToDictionary(static name => name, static _ => new ModuleNews());
        var progress = terminal.CreateProgress();
        (string Name, ManagerDaemon? Daemon) active = default;
        await progress.RunAsync(async () =>
        {
            active = await daemons.StartManagersAsync(
                names,
                (manager, status) =>
                {
                    // What a manager stops because another one serves is no news: that one's modules are.
                    if (news[manager].Next(status) is { } line && status.State is not (ModuleState.Draining or ModuleState.Stopped))
                    {
                        progress.Show(line);
                    }
                },
                cancellationToken);
            progress.Close();
        });
        terminal.Say($"mgr.{active.Name}: active after {Seconds(watch)} s");
        foreach (var standby in names.Where(name => name != active.Name))
        {
            terminal.Say($"mgr.{standby}: stands by");
        }

        return active.Daemon!;
    }

    private void SayReady(ClusterDirectory files, DevDirectory directory, ManagerDaemon serving, DevStorage storage)
    {
        var shown = files.Shown(Environment.CurrentDirectory);
        var where = shown == ClusterDirectory.DefaultName ? "" : $"--dir {shown} ";
        terminal.Say("");
        terminal.Say($"Configuration, client.admin's key, stores and a log of each daemon are in {shown}. In another terminal:");
        terminal.Say($"  mgrp ceph {where}-s");
        if (storage.Names.Count > 0)
        {
            terminal.Say($"  mgrp ceph {where}fs status");
            terminal.Say($"  mgrp ceph {where}osd tree");
        }

        terminal.Say($"  mgrp ceph {where}module ls");
        terminal.Say($"  mgrp ceph {where}mgr fail             (a standby takes over)");
        terminal.Say($"  ceph -c {Path.Combine(shown, Path.GetFileName(directory.Conf))} -s        (the official tool, if you have it)");
        foreach (var module in serving.Modules.Where(module => module.State == ModuleState.Disabled
            && options.PluginPaths.Any(path => module.Folder.StartsWith(path, StringComparison.Ordinal))))
        {
            terminal.Say($"  mgrp ceph {where}mgr module enable {module.Name}        (found, and not enabled yet)");
        }

        terminal.Say(DevConsole.Help);
        var failed = serving.Modules.Count(static module => module.State is ModuleState.Failed or ModuleState.Backoff);
        terminal.Say("");
        terminal.Say(failed == 0 ? "READY" : $"READY, but {failed} of the modules failed: see above, and 'mgrp ceph {where}module logs NAME'");
    }
}
