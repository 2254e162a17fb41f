using System.Diagnostics;
using System.Text;

namespace MgrPlatform.TestKit.Ceph;

/// <summary>A tool that was run to its end, within a limit; its output byte for byte.</summary>
public sealed record CephRun(int ExitCode, byte[] Output, string Error)
{
    /// <summary>For a crowded machine: it only matters when something hangs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary><see cref="Output"/> read as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Output);

    public string Everything => $"exit code {ExitCode}\n{Text}\n{Error}";

    /// <param name="input">What it finds on stdin; nothing but the end of it by default.</param>
    /// <exception cref="TimeoutException">It did not end; it has been killed.</exception>
    public static async Task<CephRun> RunAsync(ProcessStartInfo info, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        info.RedirectStandardOutput = info.RedirectStandardError = info.RedirectStandardInput = true;
        info.Environment.Remove("CEPH_ARGS");
        using var process = Process.Start(info)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = ReadAsync(process.StandardOutput.BaseStream, limit.Token);
            await WriteAsync(process.StandardInput.BaseStream, input, limit.Token);
            var (bytes, text) = (await output, await error);
            await process.WaitForExitAsync(limit.Token);
            return new CephRun(process.ExitCode, bytes, text);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"{info.FileName} {string.Join(' ', info.ArgumentList)} did not end within {Limit.TotalSeconds:0} s");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    private static async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await using (stream)
            {
                await stream.WriteAsync(input, cancellationToken);
            }
        }
        catch (IOException)
        {
            // It ended without reading its input: its exit code tells more than we could.
        }
    }
}
