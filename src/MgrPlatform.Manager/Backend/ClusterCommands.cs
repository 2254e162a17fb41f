using System.Globalization;
using System.Text.Json.Nodes;
using MgrPlatform.Client.Daemons;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Wire.Messages.Mon;
using ClientResult = MgrPlatform.Client.CommandResult;

namespace MgrPlatform.Manager.Backend;

/// <summary>Commands of modules and of the manager itself on their way to the cluster.</summary>
/// <param name="toManager">A command for whichever manager is active: for us.</param>
internal sealed class ClusterCommands(
    MonitorClient monitors,
    DaemonClient daemons,
    Func<JsonObject, ReadOnlyMemory<byte>, CancellationToken, Task<CommandResult>> toManager) : ICommandSender
{
    // Modules have deadlines of their own; this ends what nobody waits for.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public async Task<CommandResult> SendAsync(
        CommandTarget target, JsonObject command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var text = command.ToJsonString();
        return target.Type switch
        {
            "mon" when target.Id.Length == 0 => Convert(await monitors.CommandAsync(text, input, Limit, cancellationToken)),
            "mon" => Convert(await daemons.TellMonitorAsync(target.Id, text, input, Limit, cancellationToken)),
            "osd" when int.TryParse(target.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var osd) =>
                Convert(await daemons.TellOsdAsync(osd, text, input, Limit, cancellationToken)),
            "mds" => Convert(await daemons.TellMdsAsync(target.Id, text, input, Limit, cancellationToken)),
            "mgr" => await toManager(command, input, cancellationToken),
            _ => CommandResult.Failure(Errno.Invalid, $"there is no daemon '{target.Type}.{target.Id}' to send a command to"),
        };
    }

    public void Log(ClusterLogEntry entry)
    {
        var level = entry.Level switch
        {
            "debug" => LogLevel.Debug,
            "sec" => LogLevel.Security,
            "warning" or "warn" => LogLevel.Warning,
            "error" => LogLevel.Error,
            _ => LogLevel.Information,
        };
        var sent = monitors.LogAsync(level, entry.Channel, entry.Message);
        if (!sent.IsCompleted)
        {
            sent.AsTask(); // The client's queue is full: it is taken when there is room, or dropped when the client ends.
        }
    }

    private static CommandResult Convert(ClientResult result) => new(result.Code, result.Output, result.Status);
}
