using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.CephTool.Answers;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.CephTool.Clusters;

/// <summary>Asks a daemon what it knows, makes a command of words, and sends it.</summary>
/// <param name="format">Sent with the command; null when the command decides.</param>
internal sealed class CommandDialogue(ICluster cluster, string? format, ReadOnlyMemory<byte> input, TextWriter stderr)
{
    private const string Describe = "get_command_descriptions";

    /// <summary>
    /// Commands without arguments that every release has had: they are sent at once, without the 50 to 100 KB of descriptions.
    /// </summary>
    private static readonly string[] Plain = ["status", "health", "fsid", "quorum_status"];

    /// <summary>Shows what is sent.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>How often a command is repeated that asks for it; zero for once.</summary>
    public TimeSpan Period { get; init; }

    /// <summary>Prints what comes before the last answer of a command that is repeated.</summary>
    public required Func<CommandResult, CancellationToken, Task<int>> PrintAsync { get; init; }

    public async Task<CommandResult> RunAsync(TargetWords words, CommandTarget target, CancellationToken cancellationToken)
    {
        if (target == new CommandTarget("mon", "") && words.Words is [var word] && Plain.Contains(word))
        {
            var result = await SendAsync(target, new JsonObject { ["prefix"] = word }, cancellationToken);
            if (result.Code != -Errno.Invalid)
            {
                return result;
            }
        }

        var described = await cluster.SendAsync(target, new JsonObject { ["prefix"] = Describe }, default, cancellationToken);
        if (!described.IsSuccess)
        {
            return described with { Status = $"problem getting command descriptions from {target.Type}.{target.Id}: {described.Status}" };
        }

        using var descriptions = Parse(described);
        return Bind(descriptions.RootElement, words.Words, out var refusal) is { Command: { } command, Entry: { } entry }
            ? await SendAsync(target, command, entry, cancellationToken)
            : refusal!;
    }

    /// <summary>What a daemon describes, for help and completion.</summary>
    /// <exception cref="CommandLineException">It does not.</exception>
    public static async Task<CommandTable> DescribeAsync(ICluster cluster, CommandTarget target, CancellationToken cancellationToken)
    {
        var described = await cluster.SendAsync(target, new JsonObject { ["prefix"] = Describe }, default, cancellationToken);
        if (!described.IsSuccess)
        {
            throw new CommandLineException(
                $"ceph: couldn't get command descriptions for {target.Type}.{target.Id}: {described.Status} ({described.Code})",
                Math.Abs(described.Code) & 0xff);
        }

        using var descriptions = Parse(described);
        return CommandDescriptions.FromJson(descriptions.RootElement).Table;
    }

    /// <exception cref="CommandLineException">The answer is no JSON.</exception>
    private static JsonDocument Parse(CommandResult described)
    {
        try
        {
            return JsonDocument.Parse(described.Output);
        }
        catch (JsonException error)
        {
            throw new CommandLineException($"ceph: the daemon does not describe its commands: {error.Message}", ExitCode.Failure);
        }
    }

    private CommandBinding Bind(JsonElement descriptions, ImmutableArray<string> words, out CommandResult? refusal)
    {
        refusal = null;
        var binding = ArgumentBinder.Bind(CommandDescriptions.FromJson(descriptions, words[0]).Table, words);
        if (binding.IsBound)
        {
            return binding;
        }

        // Whatever was meant begins otherwise, or is this but wrong: now all of them matter.
        var table = CommandDescriptions.FromJson(descriptions).Table;
        binding = ArgumentBinder.Bind(table, words);
        if (!binding.IsBound)
        {
            stderr.Write(OfficialRefusal.Describe(table, words, cluster.IsReefOrNewer));
            var nearest = binding.Entry is null ? table.Nearest(words) : null;
            refusal = CommandResult.Failure(
                Errno.Invalid, nearest is null ? "invalid command" : $"invalid command; did you mean '{nearest.Prefix}'?");
        }

        return binding;
    }

    private Task<CommandResult> SendAsync(CommandTarget target, JsonObject command, CommandEntry entry, CancellationToken cancellationToken)
    {
        // What a module answers is asked of the manager, if the monitors told of it.
        var isManagers = (entry.Flags & CommandFlags.Manager) != 0 && target == new CommandTarget("mon", "");
        target = isManagers ? TargetWords.Manager : target;
        return entry.Declaration.Poll ? PollAsync(target, command, cancellationToken) : SendAsync(target, command, cancellationToken);
    }

    private async Task<CommandResult> SendAsync(CommandTarget target, JsonObject command, CancellationToken cancellationToken)
    {
        if (format is not null)
        {
            command["format"] = format;
        }

        if (IsVerbose)
        {
            await stderr.WriteLineAsync($"Submitting command: {command.ToJsonString()}");
        }

        return await cluster.SendAsync(target, command, input, cancellationToken);
    }

    private async Task<CommandResult> PollAsync(CommandTarget target, JsonObject command, CancellationToken cancellationToken)
    {
        var rows = TerminalSize.Rows;
        command["width"] = TerminalSize.Columns;
        for (var row = 0; ; row = (row + 1) % rows)
        {
            command["print_header"] = row == 0;
            var result = await SendAsync(target, command, cancellationToken);
            if (!result.IsSuccess || Period == TimeSpan.Zero)
            {
                return result;
            }

            await PrintAsync(result, cancellationToken);
            await Task.Delay(Period, cancellationToken);
        }
    }
}
