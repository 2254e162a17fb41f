using System.Text.Json.Nodes;
using MgrPlatform.CephTool.Answers;
using MgrPlatform.CephTool.Clusters;
using MgrPlatform.CephTool.Words;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.CephTool;

/// <summary><c>mgrp ceph</c>: the official tool's words to a running cluster, its answer to stdout, its status to stderr, its errno as exit code.</summary>
public static class CephVerb
{
    /// <param name="templates">Null where nobody asks for any.</param>
    public static async Task<int> RunAsync(string[] args, TemplateRenderer? templates, CancellationToken cancellationToken)
    {
        try
        {
            return await AnswerAsync(args, templates, cancellationToken);
        }
        catch (IOException error)
        {
            throw new CommandLineException($"ceph: {error.Message}", ExitCode.Failure); // Behind stdout there may be a disk that is full.
        }
    }

    private static async Task<int> AnswerAsync(string[] args, TemplateRenderer? templates, CancellationToken cancellationToken)
    {
        var arguments = CephArguments.Parse(args) with { Templates = templates };
        if (arguments.Version)
        {
            await Console.Out.WriteLineAsync(Product.VersionLine);
            return ExitCode.Success;
        }

        if (arguments.Words is ["daemon", ..] || (arguments.AdminSocket is null && arguments.Directory is null && arguments.Words is ["daemonperf", ..]))
        {
            return await DaemonVerb.RunAsync(arguments, cancellationToken);
        }

        if (arguments.Help && arguments.Words.IsEmpty)
        {
            await Console.Out.WriteLineAsync(CephUsage.Text);
        }
        else if (arguments.Words.IsEmpty && arguments.Watch is null)
        {
            throw new CommandLineException("ceph: no command given; 'mgrp ceph fs status' sends one, 'mgrp ceph --help' lists all");
        }

        _ = AnswerFormat.Parse(arguments.Format, arguments.Templates); // What is wrong here is said before anybody is asked.
        return ClusterChoice.Find(arguments) is { } connection
            ? await ClusterVerb.RunAsync(arguments with { Connection = connection }, cancellationToken)
            : await AskSocketAsync(arguments, ClusterConnection.Open(arguments), cancellationToken);
    }

    /// <summary>Over an admin socket there are only commands: of the dev cluster's manager, or of one daemon.</summary>
    internal static async Task<int> AskSocketAsync(CephArguments arguments, ClusterConnection connection, CancellationToken cancellationToken)
    {
        if (arguments.Watch is not null)
        {
            throw new CommandLineException("ceph: only a real cluster has a log to watch; name one with -c");
        }

        var format = AnswerFormat.Parse(arguments.Format, arguments.Templates);
        var commands = await connection.DescribeAsync(cancellationToken);
        if (arguments.Help)
        {
            await Console.Out.WriteAsync(CommandHelp.Render(commands, arguments.Words, TerminalSize.Columns));
            return ExitCode.Success;
        }

        var binding = ArgumentBinder.Bind(commands, arguments.Words);
        if (binding.Command is not { } command)
        {
            return await new AnswerPrinter(format, arguments.OutputFile).PrintAsync(binding.Failure, cancellationToken);
        }

        if (format.Requested is not null)
        {
            command["format"] = format.Requested;
        }

        if (arguments.Verbose)
        {
            await Console.Error.WriteLineAsync($"Submitting command: {command.ToJsonString()}");
        }

        var input = await CommandInput.ReadAsync(arguments.InputFile, cancellationToken);
        var printer = new AnswerPrinter(format, arguments.OutputFile);
        return binding.Entry is { Declaration.Poll: true }
            ? await PollAsync(connection, command, input, arguments.Period, printer, cancellationToken)
            : await printer.PrintAsync(await connection.SendAsync(command, input, cancellationToken), cancellationToken);
    }

    /// <summary>Repeats a command such as <c>iostat</c>, which wants to know the terminal's width and when to print its header again.</summary>
    private static async Task<int> PollAsync(
        ClusterConnection connection, JsonObject command, ReadOnlyMemory<byte> input, TimeSpan period, AnswerPrinter printer, CancellationToken cancellationToken)
    {
        var rows = TerminalSize.Rows;
        command["width"] = TerminalSize.Columns;
        for (var row = 0; ; row = (row + 1) % rows)
        {
            command["print_header"] = row == 0;
            var code = await printer.PrintAsync(await connection.SendAsync(command, input, cancellationToken), cancellationToken);
            if (code != ExitCode.Success || period == TimeSpan.Zero)
            {
                return code;
            }

            await Task.Delay(period, cancellationToken);
        }
    }
}
