using MgrPlatform.Modules.Commands;

namespace MgrPlatform.CephTool.Answers;

/// <summary>Prints an answer as it was asked for: the output to stdout or a file, the status to stderr.</summary>
internal sealed class AnswerPrinter(AnswerFormat format, string? file)
{
    /// <returns>The exit code: the command's errno, as the official tool's.</returns>
    public async Task<int> PrintAsync(CommandResult result, CancellationToken cancellationToken)
    {
        if (!result.IsSuccess)
        {
            await WriteAsync(result.Output, cancellationToken);
            await Console.Error.WriteLineAsync($"Error {ErrnoName.Of(result.Code)}: {result.Status}");
            return Math.Abs(result.Code) & 0xff; // An exit code has no more; errno values stay below.
        }

        await WriteAsync(format.Render(result.Output, out var note), cancellationToken);
        foreach (var line in new[] { result.Status, note }.Where(static line => line.Length > 0))
        {
            await Console.Error.WriteLineAsync(line);
        }

        return ExitCode.Success;
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> output, CancellationToken cancellationToken)
    {
        if (file is not null and not "-")
        {
            try
            {
                await File.WriteAllBytesAsync(file, output, cancellationToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
            {
                throw new CommandLineException($"ceph: the output file cannot be written: {error.Message}", ExitCode.Failure);
            }
        }
        else if (!output.IsEmpty)
        {
            await using var stdout = Console.OpenStandardOutput();
            await stdout.WriteAsync(output, cancellationToken);
            if (output.Span[^1] != '\n' && !Console.IsOutputRedirected)
            {
                await stdout.WriteAsync("\n"u8.ToArray(), cancellationToken); // So that the prompt begins a line.
            }
        }
    }
}
