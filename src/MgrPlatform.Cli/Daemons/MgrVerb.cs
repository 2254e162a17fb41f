using System.CommandLine;
using System.Net;
using MgrPlatform.Client;
using MgrPlatform.Client.Configuration;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Manager;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Cli.Daemons;

/// <summary><c>mgrp mgr run</c>: a manager of a cluster, ours or a real Ceph, in the foreground until SIGTERM.</summary>
internal static class MgrVerb
{
    // Starting children and reading folders blocks threads; beacons must not wait for the pool to notice.
    private const int Threads = 16;

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var id =
            new Option<string>("--id", "-i") { Description = "Its name without the type: y for mgr.y", HelpName = "name", Required = true };
        var conf = new Option<string?>("--conf", "-c")
        {
            Description = "The cluster's ceph.conf; by default where Ceph looks for it",
            HelpName = "file",
        };
        var keyring = new Option<string?>("--keyring", "-k")
        {
            Description = "Where its key is; by default as the configuration says",
            HelpName = "file",
        };
        var pluginPaths = new Option<string[]>("--plugin-path")
        {
            Description = "A folder of plugins, or one plugin's folder; may be repeated. The bundled ones come last",
            HelpName = "path",
            DefaultValueFactory = static _ => [],
        };
        var state = new Option<string?>("--state")
        {
            Description = "What must outlive a restart; by default mgr_data of the configuration",
            HelpName = "dir",
        };
        var address = new Option<string?>("--address")
        {
            Description =
                "Where daemons and clients come to, IP or IP:PORT; by default public_addr, or the address that faces the monitors",
            HelpName = "address",
        };
        var log = new Option<string?>("--log-file") { Description = "Where it logs; by default to stderr", HelpName = "file" };
        var options = new Dev.RunOptions();
        var run = new Command(
            "run", "Run a manager: it stands by until the monitors make it active") { id, conf, keyring, pluginPaths, state, address, log };
        options.AddTo(run);
        run.SetAction((parsed, cancellationToken) =>
        {
            var interpreters = options.Read(parsed);
            return RunAsync(
                Configuration(parsed.GetRequiredValue(id), parsed.GetValue(conf), parsed.GetValue(keyring)),
                parsed.GetValue(address),
                configuration => new ManagerOptions
                {
                    Configuration = configuration,
                    StateDirectory = Path.GetFullPath(
                        parsed.GetValue(state) ?? configuration.Get("mgr_data", $"/var/lib/ceph/mgr/ceph-{configuration.Name.Id}")),
                    PluginPaths =
                    [
                        .. parsed.GetRequiredValue(pluginPaths).Select(Path.GetFullPath),
                        Path.Combine(AppContext.BaseDirectory, "plugins"),
                    ],
                    Python = interpreters.Python,
                    Node = interpreters.Node,
                    AdminSocket = AdminSocket(configuration),
                },
                parsed.GetValue(log),
                options.LogLevelOf(parsed),
                cancellationToken);
        });
        return new Command("mgr", "The manager daemon") { run };
    }

    private static CephConfiguration Configuration(string id, string? conf, string? keyring) => CephConfiguration.Load(
        CephConfigurationSource.FromEnvironment(new EntityName(EntityType.Manager, id)) with
        {
            Path = conf,
            Overrides = keyring is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["keyring"] = keyring },
        });

    /// <summary>Where it can be made; a manager does without, as its commands come over the wire.</summary>
    private static string? AdminSocket(CephConfiguration configuration) =>
        configuration.Find("admin_socket") is { Length: > 0 } path && Directory.Exists(Path.GetDirectoryName(path)) ? path : null;

    private static async Task<int> RunAsync(
        CephConfiguration configuration,
        string? address,
        Func<CephConfiguration, ManagerOptions> build,
        string? logFile,
        LogLevel level,
        CancellationToken cancellationToken)
    {
        ThreadPool.SetMinThreads(Threads, Threads);
        await using var file = logFile is null ? null : new Dev.LogFile(logFile);
        using var loggers = LoggerFactory.Create(builder =>
            builder.SetMinimumLevel(level).AddProvider(new DaemonLogProvider(file, TimeProvider.System)));
        ManagerDaemon? daemon = null;
        try
        {
            var options = build(configuration) with { Address = await ListenAddressAsync(configuration, address, cancellationToken) };
            daemon = await ManagerDaemon.StartAsync(options, loggers, cancellationToken);
            await daemon.Running.WaitAsync(cancellationToken);
            return ExitCode.Failure; // It never ends by itself but with an error.
        }
        catch (Exception error) when (error is ClientException or IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException(error.Message, ExitCode.Failure);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Success;
        }
        finally
        {
            if (daemon is not null)
            {
                await StopAsync(daemon);
            }
        }
    }

    private static async Task StopAsync(ManagerDaemon daemon)
    {
        try
        {
            await daemon.DisposeAsync().AsTask().WaitAsync(StopPatience);
        }
        catch (TimeoutException)
        {
            await Console.Error.WriteLineAsync(
                $"mgrp: the modules have not ended within {StopPatience.TotalSeconds:0} s; their processes end with this one");
        }
    }

    private static async Task<IPEndPoint> ListenAddressAsync(
        CephConfiguration configuration, string? given, CancellationToken cancellationToken)
    {
        if ((given ?? configuration.Find("public_addr")) is { Length: > 0 } text)
        {
            return EntityAddressParser.TryParse(text, EntityAddressType.Msgr2, out EntityAddress? address)
                && address.EndPoint is { } endPoint
                ? endPoint
                : throw new CommandLineException($"'{text}' is not an address to listen at");
        }

        var monitors = await MonitorHosts.FindAsync(configuration, cancellationToken);
        return new IPEndPoint(LocalAddress.Towards(monitors[0].EndPoint!), 0);
    }
}
