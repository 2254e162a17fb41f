using System.Diagnostics;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Monitor.Tests.Harness;

namespace MgrPlatform.Monitor.Tests.Store;

/// <summary>A store that lives long, with the real SQLite. A month of epochs is the benchmark "month of epochs".</summary>
public sealed class ManyEpochsTests
{
    private const int Commits = 12_000;
    private const double Growth = 1.2;

    [Fact]
    public void A_store_stops_growing_when_what_is_old_is_trimmed_and_starts_up_as_fast_as_a_young_one()
    {
        var folder = Directory.CreateTempSubdirectory("mgrp-epochs-");
        try
        {
            var path = Path.Combine(folder.FullName, "store.db");
            long early, late;
            TimeSpan age;
            using (var store = SqliteMonitorStore.Create(path))
            {
                var monitor = new SoleMonitor(store, TimeSpan.Zero);
                Commit(monitor, 0, Commits / 2);
                early = Content(store);
                Commit(monitor, Commits / 2, Commits);
                late = Content(store);
                age = monitor.Elapsed;
                Assert.True(monitor.Commits >= Commits, $"{monitor.Commits} commits");
            }

            Assert.True(late < early * Growth, $"the store's content has grown from {early} to {late} bytes");
            using var reopened = SqliteMonitorStore.Open(path);
            var watch = Stopwatch.StartNew();
            var again = new SoleMonitor(reopened, age);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"it took {watch.Elapsed} to start up");
            var last = $"{Commits - 1}".PadLeft(64, '0');
            Assert.Equal(last, again.Run(TimeSpan.Zero, "config-key get", "key", $"epoch/{(Commits - 1) % 1000}"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Commit(SoleMonitor monitor, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            ManyEpochs.Commit(monitor, i);
        }
    }

    /// <summary>What lies in it, not what its file takes: a file is never smaller than it was once.</summary>
    private static long Content(SqliteMonitorStore store) =>
        store.Prefixes().Sum(prefix => store.Read(prefix).Sum(static entry => (long)entry.Key.Length + entry.Value.Length));
}
