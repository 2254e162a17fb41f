using MgrPlatform.Manager.Daemons;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.Manager.Tests.Daemons;

[Collection(MemoryCollection.Name)]
public sealed class CounterHistoryMemoryTests
{
    [Fact]
    public void A_daemon_of_129_counters_takes_a_few_kilobytes()
    {
        const int Daemons = 1000;
        var layout = new CounterLayout(
            [.. Enumerable.Range(0, 129).Select(i => new CounterSchema($"c{i:D3}", "", "", i % 4 == 0 ? 5 : 10, 5, 1))]);
        var random = new Random(1);
        var values = new ulong[layout.ValueCount];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var histories = new CounterHistory[Daemons];
        for (var daemon = 0; daemon < Daemons; daemon++)
        {
            histories[daemon] = new CounterHistory();
            for (var reading = 0; reading < 25; reading++)
            {
                for (var i = 0; i < values.Length; i += 3)
                {
                    values[i] += (ulong)random.Next(0, 100_000);
                }

                histories[daemon].Add(reading, layout, values);
            }
        }

        var perDaemon = (GC.GetTotalMemory(forceFullCollection: true) - before) / Daemons;
        GC.KeepAlive(histories);

        Assert.InRange(perDaemon, 1, 12_000);
    }
}
