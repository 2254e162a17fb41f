using System.Diagnostics;
using System.Globalization;
using MgrPlatform.Benchmarks.Measuring;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Monitor.Tests.Harness;

namespace MgrPlatform.Benchmarks.Quorum;

/// <summary>A million commits on one store, as a month brings them: what the store takes, and how long it takes to start on it.</summary>
internal sealed class MonthOfEpochs : IBenchmark
{
    private const int Steps = 10;
    private const double Mebi = 1024 * 1024;
    private const double StartUpGoal = 2000;
    private const double GrowthGoal = 1.1;

    public string Name => "month of epochs";

    public Task RunAsync(Report report, Pace pace)
    {
        var folder = Directory.CreateTempSubdirectory("mgrp-month-");
        try
        {
            Run(report, pace, Path.Combine(folder.FullName, "store.db"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return Task.CompletedTask;
    }

    private void Run(Report report, Pace pace, string path)
    {
        List<double> sizes = [];
        TimeSpan age;
        var watch = Stopwatch.StartNew();
        using (var store = SqliteMonitorStore.Create(path))
        {
            var monitor = new SoleMonitor(store, TimeSpan.Zero);
            long number = 0;
            for (var step = 1; step <= Steps; step++)
            {
                while (monitor.Commits < (ulong)(pace.Commits * step / Steps))
                {
                    ManyEpochs.Commit(monitor, number++);
                }

                sizes.Add(store.Size() / Mebi);
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name}: {monitor.Commits} commits, {sizes[^1]:0.0} MiB, {watch.Elapsed.TotalSeconds:0} s"));
            }

            age = monitor.Elapsed;
            report.AddRate(Name, "commits", monitor.Commits, "", null, "one monitor, each on the disk before the next begins");
            report.AddRate(Name, "commits a second", monitor.Commits / watch.Elapsed.TotalSeconds, "1/s");
        }

        report.AddFigure(Name, "store and its log, largest", sizes.Max(), "MiB");
        report.AddFigure(Name, "store at the end : in the middle", sizes[^1] / sizes[(Steps / 2) - 1], "x", GrowthGoal);
        var samples = new Samples();
        for (var i = 0; i < pace.StartUps; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var store = SqliteMonitorStore.Open(path);
            _ = new SoleMonitor(store, age);
            samples.AddMilliseconds(start);
        }

        report.Add(Name, "start-up, from opening the store to the first write allowed", samples, goal: StartUpGoal);
    }
}
