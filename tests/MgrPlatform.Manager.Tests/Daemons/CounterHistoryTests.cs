using MgrPlatform.Manager.Daemons;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.Manager.Tests.Daemons;

public sealed class CounterHistoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_history_gives_back_the_last_twenty_readings_whatever_they_were(int seed)
    {
        var random = new Random(seed);
        var layout = new CounterLayout(
            [.. Enumerable.Range(0, 40).Select(i => new CounterSchema($"c{i:D2}", "", "", i % 5 == 0 ? 5 : 10, 5, 1))]);
        var history = new CounterHistory();
        List<ulong[]> all = [];
        var values = new ulong[layout.ValueCount];
        for (var reading = 0; reading < 57; reading++)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = random.Next(6) switch
                {
                    0 => unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue)),
                    1 or 2 => unchecked(values[i] + (ulong)random.Next(-300, 300)),
                    _ => values[i],
                };
            }

            all.Add([.. values]);
            history.Add(reading, layout, values);
        }

        for (var counter = 0; counter < layout.Schemas.Length; counter++)
        {
            var offset = layout.OffsetOf(counter);
            var isAverage = layout.Schemas[counter].IsAverage;
            var expected = Enumerable.Range(37, 20).Select(i => new CounterSample(i, all[i][offset], isAverage ? all[i][offset + 1] : 0));
            Assert.Equal(expected, history.Samples(counter));
            Assert.Equal(expected.Last(), history.Latest(counter));
        }
    }
}
