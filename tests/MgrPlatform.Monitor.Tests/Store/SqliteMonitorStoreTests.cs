using MgrPlatform.Monitor.Store;

namespace MgrPlatform.Monitor.Tests.Store;

public sealed class SqliteMonitorStoreTests : IDisposable
{
    private const int Seeds = 30;
    private const int Steps = 400;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mgrp-store-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Whatever_is_applied_synced_and_lost_reads_as_from_a_store_in_memory()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var path = Path.Combine(_folder.FullName, $"store-{seed}");
            var store = SqliteMonitorStore.Create(path);
            List<MonitorTransaction> durable = [];
            List<MonitorTransaction> unsynced = [];
            try
            {
                for (var step = 0; step < Steps; step++)
                {
                    switch (random.Next(12))
                    {
                        case 0:
                            store.Sync();
                            durable.AddRange(unsynced);
                            unsynced.Clear();
                            Assert.False(store.HasUnsynced);
                            break;
                        case 1 when random.Next(4) == 0:
                            // As if the process had died: what was not synced is gone, and nothing else.
                            store.Dispose();
                            store = SqliteMonitorStore.Open(path);
                            unsynced.Clear();
                            break;
                        case < 8:
                            var transaction = Draw(random);
                            store.Apply(transaction);
                            unsynced.Add(transaction);
                            Assert.True(store.HasUnsynced);
                            break;
                        default:
                            Compare(store, [.. durable, .. unsynced], random, $"seed {seed}, step {step}");
                            break;
                    }
                }
            }
            finally
            {
                store.Dispose();
            }
        }
    }

    [Fact]
    public void More_than_memory_is_meant_for_is_still_undone_as_a_whole()
    {
        var path = Path.Combine(_folder.FullName, "large");
        using (var store = SqliteMonitorStore.Create(path))
        {
            store.Apply(new MonitorTransaction().Put("a", "kept", [1]));
            store.Sync();
            for (var i = 0; i < 10; i++)
            {
                store.Apply(new MonitorTransaction().Put("a", $"large{i}", new byte[1024 * 1024]));
            }

            Assert.Equal(11, store.Read("a").Count());
        }

        using var again = SqliteMonitorStore.Open(path);
        Assert.Equal("kept", Assert.Single(again.Read("a")).Key);
    }

    private static MonitorTransaction Draw(Random random)
    {
        var transaction = new MonitorTransaction();
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            var prefix = "pq"[random.Next(2)].ToString();
            switch (random.Next(8))
            {
                case 0:
                    transaction.EraseRange(prefix, Key(random), random.Next(3) == 0 ? "" : Key(random));
                    break;
                case 1 or 2:
                    transaction.Erase(prefix, Key(random));
                    break;
                default:
                    transaction.Put(prefix, Key(random), [(byte)random.Next(256)]);
                    break;
            }
        }

        return transaction;
    }

    private static string Key(Random random) => random.Next(20).ToString("00", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>One way of reading at a time: each may bring the database up to date, and hide what the next would find.</summary>
    private static void Compare(SqliteMonitorStore store, IEnumerable<MonitorTransaction> applied, Random random, string when)
    {
        using var expected = new MemoryMonitorStore();
        foreach (var transaction in applied)
        {
            expected.Apply(transaction);
        }

        switch (random.Next(4))
        {
            case 0:
                Assert.True(expected.Prefixes().SequenceEqual(store.Prefixes()), when);
                break;
            case 1:
                var from = random.Next(2) == 0 ? "" : Key(random);
                Assert.True(Lines(expected.Read("p", from)).SequenceEqual(Lines(store.Read("p", from))), when);
                break;
            default:
                var key = Key(random);
                Assert.True(
                    (expected.Get("q", key) ?? []).SequenceEqual(store.Get("q", key) ?? []),
                    $"{when}: {key}");
                break;
        }
    }

    private static IEnumerable<string> Lines(IEnumerable<KeyValuePair<string, byte[]>> entries) =>
        entries.Select(static entry => $"{entry.Key}={Convert.ToHexString(entry.Value)}");
}
