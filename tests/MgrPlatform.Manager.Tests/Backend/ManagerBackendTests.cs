using System.Collections.Immutable;
using System.Text;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Manager.Backend;
using MgrPlatform.Manager.Daemons;
using MgrPlatform.Manager.State;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using MgrPlatform.PluginSdk;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Manager.Tests.Backend;

public sealed class ManagerBackendTests
{
    private readonly ScriptedSender _sender = new();
    private readonly ManagerBackend _backend;
    private readonly List<BackendEvent> _events = [];

    public ManagerBackendTests()
    {
        var state = new ClusterState(new CephOptions(ImmutableSortedDictionary<string, string>.Empty));
        _backend = new ManagerBackend(
            new ClusterIdentity("y", Guid.Empty, "", "pacific"),
            state,
            new DaemonStateIndex(new ServiceRegistry()),
            _sender,
            TimeProvider.System);
        _backend.Subscribe(_events.Add);
    }

    [Fact]
    public async Task An_option_is_set_at_the_monitors_and_known_here_as_soon_as_they_have_it()
    {
        await _backend.SetOptionAsync("mgr/hello/place", "moon", TestContext.Current.CancellationToken);

        Assert.Equal(
            (new CommandTarget("mon", ""), """{"prefix":"config set","who":"mgr","name":"mgr/hello/place","value":"moon"}"""),
            Assert.Single(_sender.Sent));
        Assert.Equal("moon", _backend.Options["mgr/hello/place"]);
        Assert.Equal(["mgr/hello/place"], Assert.IsType<BackendEvent.OptionsChanged>(Assert.Single(_events)).Keys);
    }

    [Fact]
    public async Task The_monitors_confirmation_of_what_is_known_already_tells_nobody_again()
    {
        await _backend.SetOptionAsync("mgr/hello/place", "moon", TestContext.Current.CancellationToken);
        _events.Clear();

        _backend.Apply(new MonitorEvent.ConfigChanged(new Dictionary<string, string> { ["mgr/hello/place"] = "moon", ["debug_ms"] = "1" }));

        Assert.Empty(_events);
    }

    [Fact]
    public async Task What_the_monitors_refuse_is_not_believed_and_fails_with_their_reason()
    {
        _sender.Answer = CommandResult.Failure(Errno.Invalid, "unrecognized config option 'mgr/hello/nope'");

        var error = await Assert.ThrowsAsync<ModuleCallException>(
            () => _backend.SetOptionAsync("mgr/hello/nope", "1", TestContext.Current.CancellationToken));

        Assert.Equal(-Errno.Invalid, error.Errno);
        Assert.Contains("unrecognized", error.Message, StringComparison.Ordinal);
        Assert.Empty(_backend.Options);
    }

    [Fact]
    public async Task A_key_is_removed_at_the_monitors()
    {
        await _backend.SetStoreAsync("mgr/hello/a", "1", TestContext.Current.CancellationToken);
        await _backend.SetStoreAsync("mgr/hello/a", null, TestContext.Current.CancellationToken);

        Assert.Equal("""{"prefix":"config-key rm","key":"mgr/hello/a"}""", _sender.Sent[^1].Command);
        Assert.Empty(_backend.Store);
    }

    [Fact]
    public void Keys_come_whole_and_then_as_changes()
    {
        Apply(incremental: false, ("mgr/a/x", "1"), ("mgr/a/y", "2"));
        Apply(incremental: true, ("mgr/a/x", null), ("mgr/a/z", "3"));

        Assert.Equal(["mgr/a/y", "mgr/a/z"], _backend.Store.Keys);
        Assert.Equal(["mgr/a/x", "mgr/a/z"], Assert.IsType<BackendEvent.StoreChanged>(_events[^1]).Keys);
    }

    [Fact]
    public void A_digest_that_says_the_same_again_is_no_new_version()
    {
        _backend.Apply(new MonitorEvent.DigestArrived("{\"name\":\"a\"}", "{\"status\":\"HEALTH_OK\"}"));
        var version = _backend.FindDocument("health")!.Version;
        _events.Clear();

        _backend.Apply(new MonitorEvent.DigestArrived("{\"name\":\"b\"}", "{\"status\":\"HEALTH_OK\"}"));

        Assert.Equal(version, _backend.FindDocument("health")!.Version);
        Assert.Equal("mon_status", Assert.IsType<BackendEvent.Notified>(Assert.Single(_events)).Type);
        Assert.Equal("{\"json\":\"{\\\"name\\\":\\\"b\\\"}\"}", Encoding.UTF8.GetString(_backend.FindDocument("mon_status")!.Json.Span));
    }

    [Fact]
    public void Checks_of_several_owners_with_one_code_are_one_check_and_go_with_their_owner()
    {
        _backend.SetHealthChecks("a", Check("SAME", HealthSeverity.Warning, "one"));
        _backend.SetHealthChecks("b", Check("SAME", HealthSeverity.Error, "two"));
        Assert.Equal(HealthSeverity.Error, _backend.Health.All["SAME"].Severity);
        Assert.Equal(["one", "two"], _backend.Health.All["SAME"].Detail);

        _backend.SetHealthChecks("b", ImmutableSortedDictionary<string, HealthCheck>.Empty);

        Assert.Equal(["one"], _backend.Health.All["SAME"].Detail);
    }

    [Fact]
    public void Progress_is_drawn_as_ceph_draws_it_and_only_once()
    {
        var now = DateTimeOffset.UtcNow;
        _backend.UpdateProgress(new ProgressEvent("m", "1", "Moving", 0.5, AddToCephStatus: true));
        _backend.UpdateProgress(new ProgressEvent("m", "2", "Mine\n      [....]", 0.5, AddToCephStatus: true));

        var events = _backend.Progress.ToWire(now + TimeSpan.FromSeconds(10));

        Assert.StartsWith(
            "Moving (10s)\n      [==============..............] (remaining: 10s)", events["1"].Message, StringComparison.Ordinal);
        Assert.Equal("Mine\n      [....]", events["2"].Message);
    }

    [Fact]
    public void A_typed_option_is_the_monitors_value_or_the_default()
    {
        Assert.Equal("3", _backend.FindCephOption("osd_pool_default_size")!.ToJsonString());

        _backend.Apply(new MonitorEvent.ConfigChanged(
            new Dictionary<string, string> { ["osd_pool_default_size"] = "2", ["mon_allow_pool_delete"] = "1" }));

        Assert.Equal("2", _backend.FindCephOption("osd_pool_default_size")!.ToJsonString());
        Assert.Equal("true", _backend.FindCephOption("mon_allow_pool_delete")!.ToJsonString());
        Assert.Null(_backend.FindCephOption("no_such_option"));
    }

    private static ImmutableSortedDictionary<string, HealthCheck> Check(string code, HealthSeverity severity, string detail) =>
        ImmutableSortedDictionary<string, HealthCheck>.Empty.Add(code, new HealthCheck(severity, "", 1, [detail]));

    private void Apply(bool incremental, params (string Key, string? Value)[] keys) =>
        _backend.Apply(new MonitorEvent.KeysChanged(new MKVData(
            1,
            "mgr/",
            incremental,
            keys.ToDictionary(static pair => pair.Key, static pair => pair.Value is null ? null : Encoding.UTF8.GetBytes(pair.Value)))));
}
