using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using MgrPlatform.Client;
using MgrPlatform.Monitor.Store;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Cli.Dev.Quorum;

/// <summary><c>mgrp dev --mons N</c> from its start to Ctrl-C.</summary>
internal sealed class QuorumSession(QuorumDevOptions options, DevTerminal terminal)
{
    /// <summary>None is <c>x</c>: the folder mgr.x belongs to the recorded cluster, which may live in the same directory.</summary>
    private static readonly string[] ManagerNames = ["y", "z", "w", "v", "u"];

    // Starting children and reading folders blocks threads; leases and beacons must not wait for the pool to notice.
    private const int Threads = 32;

    public static int MostManagers => ManagerNames.Length;

    /// <exception cref="CommandLineException">The cluster does not start; the message says what to do.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        ThreadPool.SetMinThreads(Threads, Threads);
        var directory = new QuorumDirectory(options.Directory);
        var isUp = false;
        try
        {
            var (monitors, isKept) = directory.Prepare(options.Monitors);
            await using var daemons = new QuorumDaemons(directory, options, line => terminal.Say(LogLevel.Error, line));
            var watch = Stopwatch.StartNew();
            await daemons.StartMonitorsAsync(monitors, cancellationToken);
            terminal.Say(
                $"mon.{string.Join(", mon.", monitors)}: in the quorum after {Seconds(watch)} s{(isKept ? ", with the stores that were kept" : "")}");
            var managers = ManagerNames[..options.Managers];
            var active = await daemons.StartManagersAsync(managers, cancellationToken);
            terminal.Say($"mgr.{active}: active after {Seconds(watch)} s");
            foreach (var standby in managers.Where(name => name != active))
            {
                terminal.Say($"mgr.{standby}: stands by");
            }

            isUp = true;
            SayReady(directory);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.Say(isUp ? "Stopped; the same command goes on with what is kept." : "Stopped before it had started.");
        }
        catch (AddressInUseException)
        {
            throw new CommandLineException(
                $"somebody listens where the monitors of {options.Directory} are to listen; does the cluster run already?", ExitCode.Failure);
        }
        catch (Exception error) when (error is ClientException or MonitorStoreException or SocketException or IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException(error.Message, ExitCode.Failure);
        }

        return ExitCode.Success;
    }

    private static string Seconds(Stopwatch watch) => watch.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private void SayReady(QuorumDirectory directory)
    {
        var here = Environment.CurrentDirectory;
        var shown = new ClusterDirectory(options.Directory).Shown(here);
        var conf = Path.Combine(shown, Path.GetFileName(directory.Conf));
        terminal.Say("");
        terminal.Say($"Configuration, client.admin's key, stores and a log of each daemon are in {shown}. It has no OSDs. In another terminal:");
        terminal.Say($"  ceph -c {conf} -s");
        terminal.Say($"  mgrp ceph -c {conf} -s");
        terminal.Say($"  mgrp ceph -c {conf} mgr module ls");
        terminal.Say($"  mgrp ceph -c {conf} mgr fail             (a standby takes over)");
        terminal.Say("");
        terminal.Say("READY");
    }
}
