using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.CephTool.Answers;
using MgrPlatform.CephTool.Words;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.CephTool.Clusters;

/// <summary><c>mgrp ceph</c> towards a real cluster: the official tool's words, texts and exit codes.</summary>
internal sealed class ClusterVerb(ICluster cluster, CephArguments arguments, Stream stdout, TextWriter stderr)
{
    /// <summary>Help should not wait for long for what is only an addition to it.</summary>
    public static readonly TimeSpan HelpPatience = TimeSpan.FromSeconds(5);

    /// <param name="arguments">With words, or a watch, or both a cluster and the wish for help.</param>
    public static async Task<int> RunAsync(CephArguments arguments, CancellationToken cancellationToken)
    {
        if (arguments.Words is ["ping", ..] && !arguments.Help && arguments.Words.Length < 2)
        {
            throw new CommandLineException("\"ping\" requires a monitor name as argument: \"ping mon.<id>\"", ExitCode.Failure);
        }

        // Not disposed of: the process ends now, and a goodbye to every daemon would take longer than the command.
        var cluster = await ConnectedCluster.ConnectAsync(arguments.Connection, arguments.Help ? HelpPatience : null, cancellationToken);
        await using var stdout = Console.OpenStandardOutput();
        return await new ClusterVerb(cluster, arguments, stdout, Console.Error).RunAsync(cancellationToken);
    }

    public async Task<int> RunAsync(CancellationToken cancellationToken) => arguments switch
    {
        { Help: true } => await HelpAsync(cancellationToken),
        { Words: ["tell", var name, "help"] } => await HelpAsync(TargetWords.ReadName(name), [], cancellationToken),
        { Words: ["ping", var name, ..] } => await PingAsync(name, cancellationToken),
        { Watch: { } watch } => await WatchAsync(watch, cancellationToken),
        _ => await CommandAsync(cancellationToken),
    };

    private async Task<int> CommandAsync(CancellationToken cancellationToken)
    {
        var format = AnswerFormat.Parse(arguments.Format, arguments.Templates);
        var input = await CommandInput.ReadAsync(arguments.InputFile, cancellationToken);
        await using var file = OpenOutput();
        var printer = new OfficialPrinter(format, file, stdout, stderr, !Console.IsOutputRedirected);
        var words = TargetWords.Find(arguments.Words);
        if (words.Words.IsEmpty)
        {
            throw new CommandLineException(
                "ceph: \"tell\" requires additional arguments: \"tell <name> <command> [options...]\"", Errno.Invalid);
        }

        var targets = words.Target.Id == "*" ? await FindAllAsync(words.Target.Type, cancellationToken) : [words.Target];
        var code = ExitCode.Success;
        foreach (var target in targets)
        {
            var name = targets.Length > 1 ? $"{target.Type}.{target.Id}" : null;
            var dialogue = new CommandDialogue(cluster, format.Requested, input, stderr)
            {
                IsVerbose = arguments.Verbose,
                Period = arguments.Period,
                PrintAsync = (result, token) => printer.PrintAsync(result, name, token),
            };
            var failed = await printer.PrintAsync(await dialogue.RunAsync(words, target, cancellationToken), name, cancellationToken);
            code = failed != ExitCode.Success ? failed : code;
        }

        return code;
    }

    private async Task<int> HelpAsync(CancellationToken cancellationToken) => arguments.Words is ["tell", var name, .. var rest]
        ? await HelpAsync(TargetWords.ReadName(name), [.. rest], cancellationToken)
        : await HelpAsync(new CommandTarget("mon", ""), arguments.Words, cancellationToken);

    private async Task<int> HelpAsync(CommandTarget target, IReadOnlyList<string> filter, CancellationToken cancellationToken)
    {
        var table = await CommandDialogue.DescribeAsync(cluster, target, cancellationToken);
        await WriteAsync(CommandHelp.Render(table, filter, TerminalSize.Columns), cancellationToken);
        return ExitCode.Success;
    }

    private async Task<int> PingAsync(string name, CancellationToken cancellationToken)
    {
        if (TargetWords.ReadName(name) is not { Type: "mon", Id.Length: > 0 } target)
        {
            throw new CommandLineException("\"ping\" expects a monitor to ping; try \"ping mon.<id>\"", ExitCode.Failure);
        }

        if (target.Id != "*")
        {
            var answer = await cluster.PingAsync(target.Id, cancellationToken);
            return answer.IsSuccess
                ? await WriteAsync($"{answer.OutputText}\n", cancellationToken)
                : throw new CommandLineException($"ceph: {answer.Status}", ExitCode.Failure);
        }

        foreach (var monitor in await FindAllAsync("mon", cancellationToken))
        {
            var answer = await cluster.PingAsync(monitor.Id, cancellationToken);
            await WriteAsync(
                $"mon.{monitor.Id}\n{(answer.IsSuccess ? answer.OutputText : "Error connecting to monitor.")}\n", cancellationToken);
        }

        return ExitCode.Success;
    }

    private async Task<int> WatchAsync(WatchArguments watch, CancellationToken cancellationToken)
    {
        var status = await cluster.SendAsync(
            new CommandTarget("mon", ""), new JsonObject { ["prefix"] = "status" }, default, cancellationToken);
        if (!status.IsSuccess)
        {
            throw new CommandLineException($"ceph: status query failed: {status.Status}", Math.Abs(status.Code) & 0xff);
        }

        await WriteAsync($"{status.OutputText}\n", cancellationToken);
        try
        {
            await cluster.WatchAsync(watch.Level, Print, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how one stops looking.
        }

        return ExitCode.Success;

        void Print(string channel, string line)
        {
            if (watch.Channel == "*" || watch.Channel == channel)
            {
                stdout.Write(System.Text.Encoding.UTF8.GetBytes($"{line}\n"));
                stdout.Flush();
            }
        }
    }

    /// <summary>All daemons of a kind, as the official tool finds them for <c>tell osd.*</c>.</summary>
    private async Task<CommandTarget[]> FindAllAsync(string type, CancellationToken cancellationToken)
    {
        var prefix = type switch
        {
            "mon" => "mon dump",
            "osd" => "osd ls",
            "mds" => "fs dump",
            "mgr" => "mgr dump",
            _ => throw new CommandLineException($"ceph: there are no daemons of type {type} to tell", ExitCode.Failure),
        };
        var command = new JsonObject { ["prefix"] = prefix, ["format"] = "json" };
        var answer = await cluster.SendAsync(new CommandTarget("mon", ""), command, default, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw new CommandLineException($"ceph: cannot list the daemons of type {type}: {answer.Status}", Math.Abs(answer.Code) & 0xff);
        }

        using var json = JsonDocument.Parse(answer.Output);
        return [.. DaemonNames.Of(type, json.RootElement).Select(id => new CommandTarget(type, id))];
    }

    private FileStream? OpenOutput()
    {
        if (arguments.OutputFile is null or "-")
        {
            return null;
        }

        try
        {
            return new FileStream(arguments.OutputFile, FileMode.Create, FileAccess.Write);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandLineException($"ceph: the output file cannot be written: {error.Message}", ExitCode.Failure);
        }
    }

    private async Task<int> WriteAsync(string text, CancellationToken cancellationToken)
    {
        await stdout.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancellationToken);
        return ExitCode.Success;
    }
}
