using System.Diagnostics;
using MgrPlatform.Benchmarks.Ceph;
using MgrPlatform.Benchmarks.Measuring;

namespace MgrPlatform.Benchmarks.Commands;

/// <summary>What a user waits for: <c>mgrp ceph fs status</c> from start to end, beside the official tool in the same cluster and on its socket.</summary>
internal sealed class WholeProcess : IBenchmark
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public string Name => "whole process";

    public async Task RunAsync(Report report, Pace pace)
    {
        var tool = FindTool();
        var folder = Directory.CreateTempSubdirectory("mgrp-bench-").FullName;
        var info = new ProcessStartInfo(tool, ["dev", "--dir", folder]) { RedirectStandardOutput = true };
        using var cluster = Tool.Start(info);
        try
        {
            await UntilReadyAsync(cluster);
            await MeasureAsync(report, pace, "mgrp ceph fs status", tool, ["ceph", "--dir", folder, "fs", "status"]);
            if (Tool.Find("ceph") is { } official)
            {
                await MeasureAsync(report, pace, "ceph fs status", official, ["-c", Path.Combine(folder, "ceph.conf"), "fs", "status"]);
                await MeasureAsync(report, pace, "ceph daemon SOCKET fs status", official, ["daemon", Path.Combine(folder, "mgr.x.asok"), "fs", "status"]);
            }
            else
            {
                report.Skip(Name, "ceph fs status", "ceph is not installed");
            }
        }
        finally
        {
            await Tool.RunAsync("kill", ["-INT", $"{cluster.Id}"]);
            await cluster.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task MeasureAsync(Report report, Pace pace, string title, string program, string[] arguments)
    {
        var samples = new Samples();
        await Tool.RunAsync(program, arguments); // Warm-up: its files are in memory from here on.
        for (var i = 0; i < pace.Processes; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await Tool.RunAsync(program, arguments);
            samples.AddMilliseconds(start);
        }

        report.Add(Name, title, samples);
    }

    private static async Task UntilReadyAsync(Process cluster)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (await cluster.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("READY", StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException("mgrp dev ended before it was READY");
    }

    /// <summary>Built with this project: the same folder of artifacts, the same configuration.</summary>
    internal static string FindTool()
    {
        var here = AppContext.BaseDirectory.TrimEnd('/');
        var path = Path.GetFullPath(Path.Combine(here, "..", "..", "MgrPlatform.Cli", Path.GetFileName(here), "mgrp"));
        return File.Exists(path) ? path : throw new InvalidOperationException($"there is no {path}; build src/MgrPlatform.Cli in the same configuration");
    }
}
