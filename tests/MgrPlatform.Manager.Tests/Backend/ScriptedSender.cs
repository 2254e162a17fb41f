using System.Text.Json.Nodes;
using MgrPlatform.Manager.Backend;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Manager.Tests.Backend;

/// <summary>A cluster that takes every command and remembers it.</summary>
internal sealed class ScriptedSender : ICommandSender
{
    public List<(CommandTarget Target, string Command)> Sent { get; } = [];

    public List<ClusterLogEntry> Logged { get; } = [];

    public CommandResult Answer { get; set; } = CommandResult.Success("");

    public Task<CommandResult> SendAsync(
        CommandTarget target, JsonObject command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        Sent.Add((target, command.ToJsonString()));
        return Task.FromResult(Answer);
    }

    public void Log(ClusterLogEntry entry) => Logged.Add(entry);
}
