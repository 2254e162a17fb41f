using MgrPlatform.Cli.Dev;
using MgrPlatform.DevCluster;
using MgrPlatform.Modules.Lifecycle;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Cli.Plugins;

/// <summary>One plugin on the recorded cluster, from its start to Ctrl-C: its log to a file, its news to the terminal.</summary>
internal sealed class PluginSession(ClusterDirectory directory, DevTerminal terminal, LogLevel level)
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    private readonly ModuleNews _news = new();

    /// <summary>Shown on the terminal: every line of this module's log, and of no other module anything. Null: news and warnings of all.</summary>
    public string? EchoedModule { get; init; }

    /// <param name="prepare">Done when the cluster runs, before its modules have settled.</param>
    /// <param name="whenReady">Says what to try.</param>
    /// <exception cref="CommandLineException">The cluster does not start; the message says what to do.</exception>
    public async Task<int> RunAsync(
        RecordedHostOptions options,
        Func<RecordedHost, CancellationToken, Task> prepare,
        Action<RecordedHost> whenReady,
        CancellationToken cancellationToken)
    {
        CreateDirectory();
        await using var log = new LogFile(directory.LogFile);
        using var loggers = LoggerFactory.Create(builder =>
            builder.SetMinimumLevel(level).AddProvider(new DevLogProvider(log, TimeProvider.System, ToTerminal)));
        RecordedHost? cluster = null;
        try
        {
            var progress = terminal.CreateProgress();
            await progress.RunAsync(async () =>
            {
                cluster = await StartAsync(options, loggers, cancellationToken);
                cluster.Host.ModuleChanged += status => Show(status, progress.Show);
                foreach (var status in cluster.Host.Modules)
                {
                    Show(status, progress.Show);
                }

                await prepare(cluster, cancellationToken);
                await cluster.WhenSettledAsync(cancellationToken);
                progress.Close();
            });
            new ClusterFile(cluster!.AdminSocketPath, Environment.ProcessId, Product.Version).Write(directory);
            whenReady(cluster);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return ExitCode.Success;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && cluster is not null)
        {
            terminal.Say("Stopping; Ctrl-C again does not wait for the modules.");
            return ExitCode.Success;
        }
        finally
        {
            if (cluster is not null)
            {
                await StopAsync(cluster);
            }
        }
    }

    private static async Task<RecordedHost> StartAsync(RecordedHostOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            return await RecordedHost.StartAsync(options, loggers, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandLineException(Sentence(error), ExitCode.Failure);
        }
    }

    /// <summary>Without what .NET adds to the message of an argument's exception.</summary>
    private static string Sentence(Exception error) => error.Message.Split(" (Parameter '")[0].Split('\n')[0];

    private void CreateDirectory()
    {
        try
        {
            Directory.CreateDirectory(directory.FullPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException($"{directory.FullPath} cannot be created: {error.Message}", ExitCode.Failure);
        }
    }

    private async Task StopAsync(RecordedHost cluster)
    {
        try
        {
            await cluster.DisposeAsync().AsTask().WaitAsync(StopPatience);
        }
        catch (TimeoutException)
        {
            terminal.Say(LogLevel.Warning, $"the modules have not ended within {StopPatience.TotalSeconds:0} s; their processes end with this one");
        }

        ClusterFile.Delete(directory);
    }

    private void Show(ModuleStatus status, Action<ModuleLine> show)
    {
        if ((EchoedModule is null || EchoedModule == status.Name) && _news.Next(status) is { } line)
        {
            show(line);
        }
    }

    private void ToTerminal(LogLevel lineLevel, string category, string line)
    {
        // What the host remarks of a module in passing is shown as the module's news already.
        var isEcho = category == EchoedModule && line.StartsWith($"{category}: ", StringComparison.Ordinal)
            && !line.StartsWith($"{category}: host: ", StringComparison.Ordinal);
        if (isEcho || lineLevel >= LogLevel.Warning)
        {
            terminal.Say(lineLevel, line.StartsWith($"{category}: ", StringComparison.Ordinal) ? line : $"{category}: {line}");
        }
    }
}
