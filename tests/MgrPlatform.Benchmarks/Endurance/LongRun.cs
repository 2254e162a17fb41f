using System.Diagnostics;
using System.Globalization;
using MgrPlatform.Benchmarks.Ceph;
using MgrPlatform.Benchmarks.Hosting;
using MgrPlatform.Benchmarks.Measuring;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Benchmarks.Endurance;

/// <summary>
/// Our manager active in a real cluster for an hour, with a module in each language: looked at every half minute. It tells whether memory
/// and open files stay, whether the monitors ever lost it, and whether every command was answered. Only when it is asked for by name;
/// <c>MGRP_MINUTES</c> makes it another time. Each look is a line of a file of its own, which is kept.
/// </summary>
internal sealed class LongRun : IBenchmark
{
    private const double MiB = 1024 * 1024;
    private const double GoalGrowth = 10; // MiB an hour: what a day would show.
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);
    private static readonly BenchLanguage[] Languages = [BenchLanguage.Python, BenchLanguage.JavaScript, BenchLanguage.DotNet];

    public string Name => "hour";

    public bool IsOnDemand => true;

    public async Task RunAsync(Report report, Pace pace)
    {
        if (CephInstallation.Of(CephRelease.Pacific).FindObstacle() is { } obstacle)
        {
            report.Skip(Name, "", obstacle);
            return;
        }

        await using var cluster = await RealCluster.StartAsync(
            new ClusterPlan(CephRelease.Pacific) { Osds = 3, HasManager = false }, CancellationToken.None);
        using var manager = await StartManagerAsync(cluster);
        try
        {
            await BeginAsync(cluster);
            var looks = await LookOftenAsync(cluster, manager, Duration(pace));
            Tell(report, looks);
        }
        finally
        {
            manager.Kill(entireProcessTree: true);
            await manager.WaitForExitAsync();
        }
    }

    private static TimeSpan Duration(Pace pace) => TimeSpan.FromMinutes(
        double.TryParse(Environment.GetEnvironmentVariable("MGRP_MINUTES"), CultureInfo.InvariantCulture, out var minutes)
            ? minutes
            : pace.IsQuick ? 2 : 60);

    private static async Task<Process> StartManagerAsync(RealCluster cluster)
    {
        var folder = Path.Combine(cluster.Folder, "ours.y");
        var plugins = Directory.CreateDirectory(Path.Combine(folder, "plugins")).FullName;
        foreach (var language in Languages)
        {
            language.Module("bench").Install(plugins);
        }

        var key = await cluster.CephAsync(
            ["auth", "get-or-create", "mgr.y", "mon", "allow profile mgr", "osd", "allow *", "mds", "allow *"], default, CancellationToken.None);
        var keyring = Path.Combine(folder, "keyring");
        await File.WriteAllTextAsync(keyring, key.Text);
        string[] words = [
            "mgr", "run", "--id", "y", "-c", cluster.Conf, "-k", keyring, "--state", Path.Combine(folder, "state"), "--plugin-path", plugins,
        ];
        var log = Path.Combine(folder, "log");
        return Tool.Start(new ProcessStartInfo(
            "/bin/bash", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "mgrp", log, Commands.WholeProcess.FindTool(), .. words]));
    }

    private static async Task BeginAsync(RealCluster cluster)
    {
        await Eventually.SeeAsync(
            async () => await Look.TryAskAsync(cluster, "mgr stat") ?? "",
            static text => text.Contains("\"available\": true", StringComparison.Ordinal),
            "our manager is available",
            CancellationToken.None);
        foreach (var language in Languages)
        {
            await cluster.AskAsync($"mgr module enable bench_{language.Suffix} --force", CancellationToken.None);
            await Eventually.SeeAsync(
                async () => await Look.TryAskAsync(cluster, $"bench {language.Suffix}") ?? "",
                static text => text.StartsWith("ok", StringComparison.Ordinal),
                $"the module in {language.Title} answers",
                CancellationToken.None);
        }
    }

    private static async Task<List<Look>> LookOftenAsync(RealCluster cluster, Process manager, TimeSpan duration)
    {
        var file = Path.Combine(Path.GetTempPath(), $"mgrp-hour-{Environment.ProcessId}.csv");
        await File.WriteAllTextAsync(file, Look.Heads + "\n");
        Console.Error.WriteLine($"hour: each look goes to {file}");
        var start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Between);
        List<Look> looks = [];
        do
        {
            var look = await Look.AtAsync(cluster, manager.Id, Languages[looks.Count % Languages.Length].Suffix, Stopwatch.GetElapsedTime(start));
            looks.Add(look);
            await File.AppendAllTextAsync(file, look + "\n");
        }
        while (Stopwatch.GetElapsedTime(start) < duration && await timer.WaitForNextTickAsync());
        return looks;
    }

    private void Tell(Report report, List<Look> looks)
    {
        // The beginning is not compared: what is compiled and filled once is filled by then.
        var later = looks.Skip(looks.Count / 4).ToList();
        report.AddFigure(Name, "minutes", looks[^1].At.TotalMinutes, "min", note: $"{looks.Count} looks");
        Add("memory of the manager", later, static look => look.Process.OwnMemory / MiB, "MiB");
        Add("memory of its children", later, static look => look.Process.ChildMemory / MiB, "MiB");
        Add("open files", looks, static look => look.Process.OpenFiles, "");
        Add("children", looks, static look => look.Process.Children, "");
        Add("a command of a module, the tool's start included", looks, static look => look.AnswerTook.TotalMilliseconds, "ms");
        report.AddFigure(
            Name, "memory of the manager grows", Slope(later, static look => look.Process.OwnMemory / MiB), "MiB/h", GoalGrowth, "a line through the last three quarters");
        report.AddFigure(
            Name, "memory of its children grows", Slope(later, static look => look.Process.ChildMemory / MiB), "MiB/h", GoalGrowth, "a line through the last three quarters");
        report.AddFigure(Name, "CPU of the manager", (looks[^1].Process.Cpu - looks[0].Process.Cpu) / (looks[^1].At - looks[0].At) * 100, "% of a core");
        report.AddFigure(Name, "looks without an answer", looks.Count(static look => !look.IsAnswered), "", 0);
        report.AddFigure(Name, "looks that were not available", looks.Count(static look => !look.IsAvailable), "", 0);
        report.AddFigure(Name, "other terms than the first", looks.Select(static look => look.Term).Distinct().Count() - 1, "", 0);
        report.AddFigure(Name, "mgr maps after the first look", looks[^1].Epoch - looks[0].Epoch, "", note: "each is a change that the monitors saw");
        report.AddFigure(Name, "looks with another health than the first", looks.Count(look => look.Health != looks[0].Health), "", note: looks[0].Health);

        void Add(string @case, List<Look> of, Func<Look, double> figure, string unit)
        {
            var samples = new Samples();
            samples.AddRange(of.Select(figure));
            report.Add(Name, @case, samples, unit, note: string.Create(CultureInfo.InvariantCulture, $"from {figure(of[0]):0.#} to {figure(of[^1]):0.#}"));
        }
    }

    /// <summary>Of the straight line that lies nearest, an hour.</summary>
    private static double Slope(List<Look> looks, Func<Look, double> figure)
    {
        var (meanAt, mean) = (looks.Average(static look => look.At.TotalHours), looks.Average(figure));
        var spread = looks.Sum(look => Math.Pow(look.At.TotalHours - meanAt, 2));
        return spread == 0 ? 0 : looks.Sum(look => (look.At.TotalHours - meanAt) * (figure(look) - mean)) / spread;
    }
}
