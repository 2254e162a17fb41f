using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.Modules;
using MgrPlatform.Modules.AdminSocket;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.DevCluster;

/// <summary>
/// Where plugins are tried without a cluster: the recorded cluster, a module host, and an admin socket that answers for both, in one process and
/// one folder. <c>mgrp module dev</c> and <c>check</c> use it, and the SDKs' tests.
/// </summary>
public sealed class RecordedHost : IAsyncDisposable
{
    private readonly FileStream _lock;
    private readonly RecordedCluster _cluster;
    private readonly AdminSocketServer _socket;
    private volatile TableOfBoth? _table;

    private RecordedHost(RecordedHostOptions options, FileStream @lock, RecordedCluster cluster, ModuleHost host, ILoggerFactory loggers)
    {
        _lock = @lock;
        _cluster = cluster;
        Host = host;
        AdminSocketPath = Path.Combine(options.Directory, $"mgr.{options.ManagerId}.asok");
        _socket = new AdminSocketServer(
            new AdminSocketOptions { Path = AdminSocketPath }, () => Commands, ExecuteAsync, loggers.CreateLogger<AdminSocketServer>(), options.Time);
    }

    public ModuleHost Host { get; }

    public RecordedCluster Cluster => _cluster;

    public string AdminSocketPath { get; }

    /// <summary>The manager's commands, its modules' and the monitors'.</summary>
    public CommandTable Commands
    {
        get
        {
            var modules = Host.Commands;
            if (_table is not { } known || known.Modules != modules)
            {
                _table = known = new TableOfBoth(modules, modules.With(CommandTable.ClusterOwner, _cluster.Commands).Table);
            }

            return known.Both;
        }
    }

    /// <summary>Starts a cluster in its folder, with what the folder remembers of an earlier run. Modules may still be starting.</summary>
    /// <exception cref="IOException">Another process has the folder, or it cannot be used; the message says what to do.</exception>
    public static async Task<RecordedHost> StartAsync(RecordedHostOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        options = options with { Directory = Path.GetFullPath(options.Directory) };
        var @lock = ClusterLock.Take(options.Directory);
        RecordedCluster? cluster = null;
        RecordedHost? dev = null;
        try
        {
            cluster = new RecordedCluster(
                new RecordedClusterOptions
                {
                    Directory = options.Directory,
                    ManagerId = options.ManagerId,
                    Osds = options.Osds,
                    Moment = options.Moment,
                    MomentDuration = options.MomentDuration,
                    Time = options.Time,
                },
                loggers.CreateLogger<RecordedCluster>());
            var host = new ModuleHost(HostOptions(options), cluster, options.Time, loggers);
            dev = new RecordedHost(options, @lock, cluster, host, loggers);
            await host.StartAsync(cancellationToken);
            dev._socket.Start();
            return dev;
        }
        catch
        {
            await (dev?.DisposeAsync() ?? cluster?.DisposeAsync() ?? ValueTask.CompletedTask);
            await @lock.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when every enabled module runs, or has failed, or cannot run here.</summary>
    public Task WhenSettledAsync(CancellationToken cancellationToken) => Host.WhenSettledAsync(cancellationToken);

    /// <summary>Carries out a command of the manager, of a module, or of the recorded monitors.</summary>
    public async Task<CommandResult> ExecuteAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if (Host.Commands.Find(request.Prefix) is not null)
        {
            return await Host.ExecuteAsync(request, cancellationToken);
        }

        var binding = CommandMapCheck.Bind(Commands, request.Command);
        if (!binding.IsBound)
        {
            return CommandResult.Failure(Errno.Invalid, binding.Error);
        }

        return await _cluster.SendCommandAsync(new CommandTarget("mon", ""), binding.Command!, request.Input, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        await Host.DisposeAsync();
        await _cluster.DisposeAsync();
        await _lock.DisposeAsync();
    }

    private static ModuleHostOptions HostOptions(RecordedHostOptions options) => new()
    {
        PluginPaths = [.. options.PluginPaths, options.BundledPlugins],
        StateDirectory = Path.Combine(options.Directory, $"mgr.{options.ManagerId}"),
        LogDirectory = options.Directory,
        SdkDirectory = options.SdkDirectory,
        Python = options.Python,
        Node = options.Node,
        DotNet = options.DotNet,
        BuildSources = true,
    };

    private sealed record TableOfBoth(CommandTable Modules, CommandTable Both);
}
