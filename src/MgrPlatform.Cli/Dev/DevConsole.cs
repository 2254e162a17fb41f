using MgrPlatform.Cli.Dev.Cluster;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Cli.Dev;

/// <summary>Lines that are typed while a dev cluster runs: they stop and start daemons, all else is sent to the cluster.</summary>
internal sealed class DevConsole(DevStorage storage, string directory, DevTerminal terminal)
{
    public const string Help = "Type 'stop osd.2' and 'start osd.2' here, or any command of the cluster; Ctrl-C stops it.";

    /// <summary>Ends with the input or with the process: a read from a terminal cannot be cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && await Console.In.ReadLineAsync(CancellationToken.None) is { } line)
        {
            try
            {
                await ObeyAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), cancellationToken);
            }
            catch (Exception error) when (error is CommandLineException or Client.ClientException)
            {
                terminal.Say(LogLevel.Error, error.Message);
            }
            catch (OperationCanceledException)
            {
                return; // Ctrl-C meanwhile.
            }
        }
    }

    private async Task ObeyAsync(string[] words, CancellationToken cancellationToken)
    {
        switch (words)
        {
            case []:
                break;
            case ["stop", var name]:
                terminal.Say(LogLevel.Information, await storage.StopAsync(name, cancellationToken));
                break;
            case ["start", var name]:
                terminal.Say(LogLevel.Information, await storage.StartAsync(name, cancellationToken));
                break;
            case ["help"]:
                terminal.Say(Help);
                break;
            case ["ceph", .. var rest]:
                await CephVerb.RunAsync(["--dir", directory, .. rest], TemplateAnswer.Render, cancellationToken);
                break;
            default:
                await CephVerb.RunAsync(["--dir", directory, .. words], TemplateAnswer.Render, cancellationToken);
                break;
        }
    }
}
