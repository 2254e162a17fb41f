using MgrPlatform.Client.Managers;
using MgrPlatform.Wire.Messages.Mgr;

namespace MgrPlatform.Client.Tests.Managers;

public sealed class ReportSessionTests
{
    private readonly ReportSession _session = new();
    private readonly PerfCounterSession _manager = new();

    [Fact]
    public void Counters_are_declared_once_and_their_values_arrive_in_order()
    {
        var first = Next(5, ("osd.b", 8, 2), ("osd.a", 8, 1), ("osd.Z", 8, 3));
        Assert.Equal(["osd.Z", "osd.a", "osd.b"], first.Declared.Select(static type => type.Path));
        Assert.Equal([3UL, 1UL, 2UL], Values(first));

        var second = Next(5, ("osd.a", 8, 10), ("osd.b", 8, 20), ("osd.Z", 8, 30));

        Assert.Empty(second.Declared);
        Assert.Equal([30UL, 10UL, 20UL], Values(second));
    }

    [Fact]
    public void A_higher_threshold_undeclares_and_a_lower_one_declares_again()
    {
        Values(Next(5, ("low", 2, 1), ("useful", 5, 2), ("high", 10, 3)));

        var high = Next(8, ("low", 2, 1), ("useful", 5, 2), ("high", 10, 3));
        Assert.Equal(["useful"], high.Undeclared);
        Assert.Equal([3UL], Values(high));
        var all = Next(0, ("low", 2, 1), ("useful", 5, 2), ("high", 10, 3));

        Assert.Equal(["low", "useful"], all.Declared.Select(static type => type.Path));
        Assert.Equal([3UL, 1UL, 2UL], Values(all));
    }

    [Fact]
    public void A_counter_that_is_gone_is_undeclared()
    {
        Values(Next(0, ("a", 5, 1), ("b", 5, 2)));

        var next = Next(0, ("b", 5, 3));

        Assert.Equal(["a"], next.Undeclared);
        Assert.Equal([3UL], Values(next));
    }

    [Fact]
    public void Averages_travel_with_their_count()
    {
        var report = new DaemonReport
        {
            Counters = [(
                new PerfCounterType("t", "", "", PerfCounterKind.Time | PerfCounterKind.Average, 5, default),
                new PerfCounterValue(9, 3, 3))],
        };

        Assert.Equal([new PerfCounterValue(9, 3, 3)], _manager.Apply(_session.Next(report, 0, "0", "osd")));
    }

    private MMgrReport Next(uint threshold, params (string Path, byte Priority, ulong Value)[] counters) => _session.Next(
        new DaemonReport
        {
            Counters =
            [
                .. counters.Select(static counter => (
                    new PerfCounterType(counter.Path, "", "", PerfCounterKind.Number, counter.Priority, default),
                    new PerfCounterValue(counter.Value, 0, 0))),
            ],
        },
        threshold,
        "0",
        "");

    private IEnumerable<ulong> Values(MMgrReport report) => _manager.Apply(report).Select(static value => value.Value);
}
