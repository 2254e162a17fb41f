using MgrPlatform.Client.Monitors;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Client.Tests.Monitors;

[Collection(MemoryCollection.Name)]
public sealed class SessionMemoryTests
{
    [Fact]
    public void An_hours_worth_of_reconnects_leaves_nothing_behind()
    {
        var harness = new MachineHarness().Connect();
        harness.Step(new MonitorClientInput.SubscriptionWanted("mgrmap", 0, Once: false));
        harness.Step(new MonitorClientInput.CommandGiven(1, "{\"prefix\":\"status\"}", default, TimeSpan.MaxValue));
        var connection = 1;
        Reconnect(100);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        Reconnect(5000);

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 1_000_000);
        Assert.Single(harness.Sent.OfType<MMonCommand>());
        Assert.Equal(3, harness.Sent.OfType<MMonSubscribe>().Single().Wanted.Count);

        void Reconnect(int times)
        {
            for (var i = 0; i < times; i++)
            {
                harness.Pass(TimeSpan.FromSeconds(5)).Close(connection);
                connection = harness.Opens.Single().Connection;
                harness.Open(connection);
            }
        }
    }
}
