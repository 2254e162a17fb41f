using System.Text.Json.Nodes;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.PluginSdk;
using MgrPlatform.PluginSdk.Testing;

namespace MgrPlatform.Modules.Tests.Lifecycle;

public sealed class NotificationPumpTests : IAsyncDisposable
{
    private readonly FakeRunner _runner = new();
    private readonly ManualTimeProvider _time = new();
    private readonly List<string> _failures = [];
    private readonly NotificationPump _pump;

    public NotificationPumpTests() =>
        _pump = new NotificationPump(_runner, ["osd_map", "clog", "osd_map"], _time, (type, trace) => _failures.Add($"{type}: {trace}"));

    public ValueTask DisposeAsync() => _runner.DisposeAsync();

    [Fact]
    public void One_of_a_type_is_under_way_and_what_happens_meanwhile_becomes_the_latest()
    {
        for (var version = 1; version <= 5; version++)
        {
            Offer("osd_map", version);
        }

        Assert.Equal([1], Versions("osd_map"));
        Answer(0);
        Assert.Equal([1, 5], Versions("osd_map"));
        Answer(1);
        Assert.Equal(2, _runner.Calls.Count);
        Assert.Equal(0, _pump.Dropped);
    }

    [Fact]
    public void Types_do_not_wait_for_each_other_and_unwanted_ones_are_not_sent()
    {
        Offer("osd_map", 1);
        Offer("clog", 2);
        Offer("fs_map", 3);

        Assert.Equal(["osd_map", "clog"], _runner.Calls.Select(call => call.Parameters.GetProperty("type").GetString()));
    }

    [Fact]
    public void Events_of_the_log_are_all_sent_in_order_up_to_a_bound_and_the_oldest_are_lost_and_counted()
    {
        for (var entry = 1; entry <= 260; entry++)
        {
            Offer("clog", entry);
        }

        Assert.Equal(3, _pump.Dropped); // One is under way, 256 wait.
        for (var call = 0; call < 257; call++)
        {
            Answer(call);
        }

        Assert.Equal([1, .. Enumerable.Range(5, 256)], Versions("clog"));
    }

    [Fact]
    public void A_notify_that_fails_is_told_and_the_next_is_sent()
    {
        Offer("osd_map", 1);
        Offer("osd_map", 2);

        _runner.Calls[0].Fail(new ModuleCallException(-22, "boom", "Traceback\nboom"));

        Assert.Equal(["osd_map: Traceback\nboom"], _failures);
        Assert.Equal([1, 2], Versions("osd_map"));
    }

    [Fact]
    public void The_slowest_type_is_named_with_its_time()
    {
        Assert.Null(_pump.Oldest());
        Offer("osd_map", 1);
        _time.Advance(TimeSpan.FromSeconds(2));
        Offer("clog", 1);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(("osd_map", TimeSpan.FromSeconds(3)), _pump.Oldest());
        Answer(0);
        Assert.Equal(("clog", TimeSpan.FromSeconds(1)), _pump.Oldest());
    }

    [Fact]
    public void Nothing_is_sent_after_the_run_has_ended()
    {
        Offer("osd_map", 1);
        Offer("osd_map", 2);

        _runner.Kill("it crashed");

        Assert.Single(_runner.Calls);
        Assert.Empty(_failures);
    }

    private void Offer(string type, int version) => _pump.Offer(new BackendEvent.Notified(type, JsonValue.Create("")!, version));

    private void Answer(int call) => _runner.Calls[call].Answer("{}");

    private IEnumerable<int> Versions(string type) => _runner.Calls
        .Where(call => call.Parameters.GetProperty("type").GetString() == type)
        .Select(call => call.Parameters.GetProperty("version").GetInt32());
}
