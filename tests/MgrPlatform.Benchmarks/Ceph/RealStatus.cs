using System.Diagnostics;
using MgrPlatform.Benchmarks.Measuring;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Benchmarks.Ceph;

/// <summary>
/// What an operator waits for: <c>ceph -s</c> of a real cluster from start to end, with our tool and with the official one, by turns.
/// </summary>
internal sealed class RealStatus : IBenchmark
{
    private const double GoalRatio = 0.5;

    public string Name => "ceph -s";

    public async Task RunAsync(Report report, Pace pace)
    {
        if (CephInstallation.Of(CephRelease.Pacific).FindObstacle() is { } obstacle)
        {
            report.Skip(Name, "", obstacle);
            return;
        }

        await using var cluster = await RealCluster.StartAsync(new ClusterPlan(CephRelease.Pacific), CancellationToken.None);
        foreach (var words in (string[][])[["-s"], ["osd", "tree"], ["fs", "status"]])
        {
            await CompareAsync(report, pace, cluster.Conf, words);
        }
    }

    private async Task CompareAsync(Report report, Pace pace, string conf, string[] words)
    {
        var text = string.Join(' ', words);
        var ours = new Samples();
        var theirs = new Samples();
        var (tool, kind) = FindTool();
        for (var i = 0; i <= pace.Processes; i++)
        {
            var first = Stopwatch.GetTimestamp();
            await Tool.RunAsync("ceph", ["-c", conf, .. words]);
            var second = Stopwatch.GetTimestamp();
            await Tool.RunAsync(tool, ["ceph", "-c", conf, .. words]);
            if (i > 0) // The first is the warm-up: their files are in memory from here on.
            {
                theirs.Add(Stopwatch.GetElapsedTime(first, second).TotalMilliseconds);
                ours.AddMilliseconds(second);
            }
        }

        report.Add(Name, $"ceph {text}", theirs, note: "16.2.15, the official tool");
        report.Add(
            Name,
            $"mgrp ceph {text}",
            ours,
            goal: theirs.P50 * GoalRatio,
            note: $"{ours.P50 / theirs.P50:0.00} x the official tool; {kind}");
    }

    /// <summary>The published one if <c>MGRP</c> names it, else the one that was built with this project.</summary>
    private static (string Path, string Kind) FindTool() => Environment.GetEnvironmentVariable("MGRP") is { Length: > 0 } published
        ? (published, "published")
        : (Commands.WholeProcess.FindTool(), "built, compiled as it runs; publish it and name it with MGRP for what operators have");
}
