using System.ComponentModel;
using System.Diagnostics;

namespace MgrPlatform.Benchmarks.Ceph;

/// <summary>Runs a program of this machine to its end.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The first folder of PATH that has the program, or null.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin")
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Which of the programs this machine lacks, as a sentence, or null.</summary>
    public static string? FindObstacle(params IEnumerable<string> names) =>
        names.FirstOrDefault(static name => Find(name) is null) is { } missing ? $"{missing} is not installed" : null;

    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message has what it said.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string? cephConf = null)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (cephConf is not null)
        {
            info.Environment["CEPH_CONF"] = cephConf;
        }

        using var process = Start(info);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {(await error).Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {Patience.TotalSeconds:0} s");
        }
    }

    public static Process Start(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info)!;
        }
        catch (Win32Exception error)
        {
            throw new InvalidOperationException($"{info.FileName} cannot be started: {error.Message}", error);
        }
    }
}
