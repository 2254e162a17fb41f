using System.Text.Json.Nodes;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Manager.Backend;

/// <summary>The way out to the cluster: commands to monitors and daemons, lines for the cluster log.</summary>
public interface ICommandSender
{
    Task<CommandResult> SendAsync(
        CommandTarget target, JsonObject command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken);

    /// <summary>Never waits; what the monitors cannot take in time is dropped and counted.</summary>
    void Log(ClusterLogEntry entry);
}
