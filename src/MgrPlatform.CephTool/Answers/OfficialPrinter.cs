using System.Text;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.CephTool.Answers;

/// <summary>
/// Prints answers byte for byte as the official tool does: the output to stdout or a file, with an empty line before JSON, the status to
/// stderr.
/// </summary>
/// <param name="file">
/// Open already, so that it is known to be writable before a command is sent; null for <paramref name="stdout"/>.
/// </param>
internal sealed class OfficialPrinter(AnswerFormat format, Stream? file, Stream stdout, TextWriter stderr, bool isTerminal)
{
    /// <param name="name">Of the daemon, when several answer; then it stands before its answer.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> PrintAsync(CommandResult result, string? name, CancellationToken cancellationToken)
    {
        var note = "";
        var output = result.IsSuccess ? format.Render(result.Output, out note) : result.Output;
        if (file is not null)
        {
            await file.WriteAsync(output, cancellationToken);
        }
        else
        {
            await WriteAsync(output, name, cancellationToken);
        }

        if (!result.IsSuccess)
        {
            await stderr.WriteLineAsync($"Error {ErrnoName.Of(result.Code)}: {result.Status}");
            return Math.Abs(result.Code) & 0xff;
        }

        foreach (var line in new[] { result.Status.Length > 0 && name is not null ? $"{name}: {result.Status}" : result.Status, note })
        {
            if (line.Length > 0)
            {
                await stderr.WriteLineAsync(line);
            }
        }

        return ExitCode.Success;
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> output, string? name, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        if (format is { Rendering: AnswerRendering.AsIs, Requested: "json" or "json-pretty" })
        {
            text.WriteByte((byte)'\n'); // Old Ceph had its status there, and scripts skip the first line.
        }

        if (name is not null)
        {
            output = output[..output.Span.TrimEnd(" \t\r\n"u8).Length];
        }

        if (!output.IsEmpty)
        {
            text.Write(Encoding.UTF8.GetBytes(name is null ? "" : $"{name}: "));
            text.Write(output.Span);
            if (name is not null || (isTerminal && output.Span[^1] != '\n'))
            {
                text.WriteByte((byte)'\n');
            }
        }

        await stdout.WriteAsync(text.GetBuffer().AsMemory(0, (int)text.Length), cancellationToken);
    }
}
