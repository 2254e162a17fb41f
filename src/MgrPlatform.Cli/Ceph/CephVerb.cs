using System.Text.Json.Nodes;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Cli.Ceph;

/// <summary><c>mgrp ceph</c>: the official tool's words to a running cluster, its answer to stdout, its status to stderr, its errno as exit code.</summary>
internal static class CephVerb
{
    private const int DefaultWidth = 80;

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var arguments = CephArguments.Parse(args);
        if (arguments.Version)
        {
            await Console.Out.WriteLineAsync(Product.VersionLine);
            return ExitCode.Success;
        }

        if (arguments.Help && arguments.Words.IsEmpty)
        {
            await Console.Out.WriteLineAsync(CephUsage.Text);
        }
        else if (arguments.Words.IsEmpty)
        {
            throw new CommandLineException("ceph: no command given; 'mgrp ceph fs status' sends one, 'mgrp ceph --help' lists all");
        }

        var format = AnswerFormat.Parse(arguments.Format);
        var connection = ClusterConnection.Open(arguments);
        var commands = await connection.DescribeAsync(cancellationToken);
        if (arguments.Help)
        {
            return await PrintHelpAsync(commands, arguments);
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

        var input = await ReadInputAsync(arguments.InputFile, cancellationToken);
        var printer = new AnswerPrinter(format, arguments.OutputFile);
        return binding.Entry is { Declaration.Poll: true }
            ? await PollAsync(connection, command, input, arguments.Period, printer, cancellationToken)
            : await printer.PrintAsync(await connection.SendAsync(command, input, cancellationToken), cancellationToken);
    }

    /// <summary>Repeats a command such as <c>iostat</c>, which wants to know the terminal's width and when to print its header again.</summary>
    private static async Task<int> PollAsync(
        ClusterConnection connection, JsonObject command, ReadOnlyMemory<byte> input, TimeSpan period, AnswerPrinter printer, CancellationToken cancellationToken)
    {
        var rows = Console.IsOutputRedirected ? int.MaxValue : Math.Max(Console.WindowHeight - 3, 1);
        command["width"] = Console.IsOutputRedirected ? DefaultWidth : Console.WindowWidth;
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

    private static async Task<int> PrintHelpAsync(CommandTable commands, CephArguments arguments)
    {
        var width = Console.IsOutputRedirected ? DefaultWidth : Console.WindowWidth;
        await Console.Out.WriteAsync(CommandHelp.Render(commands, arguments.Words, width));
        return ExitCode.Success;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadInputAsync(string? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        try
        {
            if (file != "-")
            {
                return await File.ReadAllBytesAsync(file, cancellationToken);
            }

            using var buffer = new MemoryStream();
            await using var stdin = Console.OpenStandardInput();
            await stdin.CopyToAsync(buffer, cancellationToken);
            return buffer.ToArray();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandLineException($"ceph: the input file cannot be read: {error.Message}", ExitCode.Failure);
        }
    }
}
