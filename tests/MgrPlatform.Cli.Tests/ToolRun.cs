using System.Diagnostics;

namespace MgrPlatform.Cli.Tests;

/// <summary>A program that was run to its end, within a limit.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public string Everything => $"exit code {ExitCode}\n{Output}\n{Error}";

    public static Task<ToolRun> RunAsync(string folder, string program, params string[] arguments) =>
        RunAsync(folder, new ProcessStartInfo(program, arguments));

    /// <summary>Runs <c>mgrp</c>: ours, or the published one that is to be tested.</summary>
    public static Task<ToolRun> RunMgrpAsync(string folder, params string[] arguments) =>
        RunAsync(folder, MgrpProgram.StartInfo(Path.Combine(AppContext.BaseDirectory, "mgrp.dll"), arguments));

    private static async Task<ToolRun> RunAsync(string folder, ProcessStartInfo info)
    {
        info.WorkingDirectory = folder;
        info.RedirectStandardOutput = info.RedirectStandardError = true;
        info.Environment["NO_COLOR"] = "1";
        info.Environment.Remove("CEPH_CONF"); // No real cluster of whoever runs the tests.
        info.Environment.Remove("CEPH_ARGS");
        using var process = Process.Start(info)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new ToolRun(process.ExitCode, output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
