using MgrPlatform.Manager.Daemons;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Tests.Daemons;

public sealed class DaemonStateIndexTests
{
    private static readonly PerfCounterType[] Types = [Reports.Type("osd.op_r"), Reports.Type("osd.op_w")];

    private readonly ServiceRegistry _services = new();
    private readonly DaemonStateIndex _index;

    public DaemonStateIndexTests() => _index = new DaemonStateIndex(_services);

    [Fact]
    public void A_daemons_counters_have_the_values_that_it_reported_last()
    {
        var session = Opened(0);

        _index.Report(session, Reports.Report("0", Types, Types, 10, 20), now: 100);
        _index.Report(session, Reports.Report("0", Types, [], 11, 25), now: 105);

        var counters = _index.Find(new DaemonKey("osd", "0"))!.Counters;
        Assert.Equal(new CounterSample(105, 25, 0), counters["osd.op_w"].Latest());
        Assert.Equal([new CounterSample(100, 10, 0), new CounterSample(105, 11, 0)], counters["osd.op_r"].Samples());
    }

    [Fact]
    public void A_daemon_that_opens_under_anothers_name_is_refused()
    {
        var outcome = _index.Open(Reports.Osd(1), Reports.Open("0"), now: 1);

        Assert.Equal("osd.1 reports as osd.0, which it is not", outcome.Refusal);
        Assert.Empty(_index.Daemons);
    }

    [Fact]
    public void A_daemon_that_reports_under_anothers_name_is_refused()
    {
        Opened(0);
        var session = Opened(1);

        var outcome = _index.Report(session, Reports.Report("0", Types, Types, 1, 2), now: 1);

        Assert.False(outcome.IsAccepted);
        Assert.Empty(_index.Find(new DaemonKey("osd", "0"))!.Counters);
    }

    [Theory]
    [InlineData(EntityType.Client, "rgw.a", "osd", "0")]
    [InlineData(EntityType.Client, "admin", "mon", "a")]
    [InlineData(EntityType.Mds, "m", "mds", "n")]
    [InlineData(EntityType.Osd, "0", "rgw", "0")]
    [InlineData(EntityType.Monitor, "", "osd", "0")]
    public void Nobody_reports_as_a_daemon_that_its_ticket_does_not_name(EntityType type, string id, string service, string name) =>
        Assert.False(_index.Open(Reports.Session(type, id), Reports.Open(name, service), now: 1).IsAccepted);

    [Theory]
    [InlineData(EntityType.Monitor, "", "", "a", "mon.a")]
    [InlineData(EntityType.Monitor, "", "mon", "b", "mon.b")]
    [InlineData(EntityType.Mds, "m", "", "m", "mds.m")]
    [InlineData(EntityType.Client, "rgw.gw", "rgw", "gw.demo", "rgw.gw.demo")]
    public void A_daemon_reports_as_what_its_ticket_names(EntityType type, string id, string service, string name, string key)
    {
        var session = Reports.Session(type, id);

        Assert.True(_index.Open(session, Reports.Open(name, service), now: 1).IsAccepted);
        Assert.Equal(key, session.Key.ToString());
    }

    [Fact]
    public void Values_that_do_not_match_their_declaration_are_a_wire_error_and_change_nothing()
    {
        var session = Opened(0);
        _index.Report(session, Reports.Report("0", Types, Types, 1, 2), now: 1);

        Assert.Throws<WireFormatException>(() => _index.Report(session, Reports.Report("0", [Types[0]], [], 5), now: 2));
        Assert.Throws<WireFormatException>(
            () => _index.Report(session, Reports.Report("0", [.. Types, Reports.Type("z")], [], 5, 6, 7), now: 2));

        Assert.Equal(1UL, _index.Find(new DaemonKey("osd", "0"))!.Counters["osd.op_r"].Latest()!.Value.Value);
    }

    [Fact]
    public void A_new_connection_of_a_daemon_replaces_the_old_one_whose_end_then_changes_nothing()
    {
        var first = Opened(0);
        var second = Opened(0);

        Assert.Contains(
            "another connection", _index.Report(first, Reports.Report("0", Types, Types, 1, 2), now: 1).Refusal!, StringComparison.Ordinal);
        _index.Lost(first);

        Assert.True(_index.Report(second, Reports.Report("0", Types, Types, 1, 2), now: 2).IsAccepted);
    }

    [Fact]
    public void A_report_before_open_is_refused() =>
        Assert.False(_index.Report(Reports.Osd(0), Reports.Report("0", Types, Types, 1, 2), now: 1).IsAccepted);

    [Fact]
    public void A_daemon_that_comes_back_declares_anew_and_keeps_the_history_of_what_it_had()
    {
        var first = Opened(0);
        _index.Report(first, Reports.Report("0", Types, Types, 1, 2), now: 1);
        _index.Lost(first);
        PerfCounterType[] more = [.. Types, Reports.Type("osd.subop")];
        var second = Opened(0);
        _index.Report(second, Reports.Report("0", more, more, 3, 4, 5), now: 2);

        var counters = _index.Find(new DaemonKey("osd", "0"))!.Counters;
        Assert.Equal([1UL, 3UL], counters["osd.op_r"].Samples().Select(static sample => sample.Value));
        Assert.Equal([5UL], counters["osd.subop"].Samples().Select(static sample => sample.Value));
    }

    [Fact]
    public void Undeclared_counters_are_gone()
    {
        var session = Opened(0);
        _index.Report(session, Reports.Report("0", Types, Types, 1, 2), now: 1);

        _index.Report(session, Reports.Report("0", [Types[1]], [], 7) with { Undeclared = ["osd.op_r"] }, now: 2);

        var counters = _index.Find(new DaemonKey("osd", "0"))!.Counters;
        Assert.Equal(["osd.op_w"], counters.Keys);
        Assert.Equal([2UL, 7UL], counters["osd.op_w"].Samples().Select(static sample => sample.Value));
    }

    [Fact]
    public void Daemons_that_declare_the_same_share_their_schema()
    {
        foreach (var id in new[] { 0, 1 })
        {
            PerfCounterType[] types = [Reports.Type("osd.op_r"), Reports.Type("osd.op_w")];
            _index.Report(Opened(id), Reports.Report($"{id}", types, types, 1, 2), now: 1);
        }

        Assert.Same(
            _index.Find(new DaemonKey("osd", "0"))!.Counters["osd.op_r"].Schema,
            _index.Find(new DaemonKey("osd", "1"))!.Counters["osd.op_r"].Schema);
    }

    [Fact]
    public void A_daemon_that_no_map_has_is_forgotten_once_its_connection_is_gone()
    {
        var session = Opened(0);
        Opened(1);

        Assert.Equal(0, _index.Cull("osd", new HashSet<string> { "1" }));
        _index.Lost(session);
        Assert.Equal(1, _index.Cull("osd", new HashSet<string> { "1" }));

        Assert.Equal("osd.1", Assert.Single(_index.Daemons).Key.ToString());
    }

    [Fact]
    public void Daemons_are_found_by_host_once_the_monitors_metadata_is_known()
    {
        Opened(0);
        Assert.Equal([new DaemonKey("osd", "0")], _index.WithoutMetadata);

        _index.SetMetadata(new DaemonKey("osd", "0"), new Dictionary<string, string> { ["hostname"] = "vm" });

        Assert.Empty(_index.WithoutMetadata);
        Assert.Equal("osd.0", Assert.Single(_index.OnHost("vm")).Key.ToString());
    }

    [Fact]
    public void A_service_daemon_is_in_the_service_map_until_it_closes()
    {
        _services.Load(new(7, UTime.Zero, new Dictionary<string, Wire.Maps.Service.Service>()), now: 1);
        var session = Reports.Session(EntityType.Client, "rgw.a", gid: 99);
        _index.Open(session, Reports.OpenService("gw", "rgw", ("hostname", "vm")), now: 2);

        var map = _services.Next(now: 3)!;
        Assert.Equal(8U, map.Epoch);
        Assert.Equal(99UL, map.Services["rgw"].Daemons["gw"].Gid);
        Assert.Equal("vm", _index.Find(new DaemonKey("rgw", "gw"))!.Hostname);
        _services.Load(map, now: 4);
        Assert.Null(_services.Next(now: 100));
        _index.Close(session, new MMgrClose("gw", "rgw"));

        Assert.Empty(_services.Next(now: 101)!.Services);
        Assert.Empty(_index.Daemons);
    }

    [Fact]
    public void Who_has_one_key_registers_many_services_but_not_without_end_and_keeps_nobody_else_out()
    {
        const int Limit = 1000;
        _services.Load(new(7, UTime.Zero, new Dictionary<string, Wire.Maps.Service.Service>()), now: 0);
        for (var i = 0; i < Limit; i++)
        {
            var session = Reports.Session(EntityType.Client, "greedy");
            Assert.True(_index.Open(session, Reports.OpenService($"{i}", "rgw"), now: 0).IsAccepted);
            _index.Lost(session);
        }

        Assert.Contains(
            "registers more than",
            _index.Open(Reports.Session(EntityType.Client, "greedy"), Reports.OpenService("one more", "rgw"), now: 0).Refusal!,
            StringComparison.Ordinal);
        Assert.True(_index.Open(Reports.Session(EntityType.Client, "greedy"), Reports.OpenService("7", "rgw"), now: 0).IsAccepted);
        Assert.True(_index.Open(Reports.Session(EntityType.Client, "modest"), Reports.OpenService("gw", "rgw"), now: 0).IsAccepted);
        Assert.Equal(Limit + 1, _services.Current.Services["rgw"].Daemons.Count);
    }

    [Fact]
    public void A_service_that_falls_silent_is_dropped_after_its_grace()
    {
        _services.Load(new(7, UTime.Zero, new Dictionary<string, Wire.Maps.Service.Service>()), now: 0);
        _index.Open(Reports.Session(EntityType.Client, "rgw.a"), Reports.OpenService("gw", "rgw"), now: 0);

        Assert.Empty(_index.DropSilentServices(now: 59, grace: 60));
        Assert.Equal([new DaemonKey("rgw", "gw")], _index.DropSilentServices(now: 61, grace: 60));
        Assert.Empty(_services.Current.Services);
    }

    [Fact]
    public void A_service_map_that_the_monitors_do_not_confirm_is_sent_again()
    {
        _services.Load(new(7, UTime.Zero, new Dictionary<string, Wire.Maps.Service.Service>()), now: 0);
        _index.Open(Reports.Session(EntityType.Client, "rgw.a"), Reports.OpenService("gw", "rgw"), now: 0);
        Assert.NotNull(_services.Next(now: 1));

        Assert.Null(_services.Next(now: 3));
        Assert.Equal(8U, _services.Next(now: 12)!.Epoch);
    }

    [Fact]
    public void Slow_operations_become_cephs_health_check()
    {
        foreach (var id in new[] { 0, 1 })
        {
            var report = Reports.Report($"{id}", Types, Types, 1, 2) with
            {
                HealthMetrics = [new DaemonHealthMetric(DaemonHealthMetricType.SlowOperations, (((ulong)id + 30) << 32) | 2)],
            };
            _index.Report(Opened(id), report, now: 1);
        }

        var check = DaemonHealth.Checks(_index.HealthMetrics())["SLOW_OPS"];

        Assert.Equal("4 slow ops, oldest one blocked for 31 sec, daemons [osd.0,osd.1] have slow ops.", check.Summary);
    }

    [Fact]
    public void Labels_of_a_tentacle_counter_are_told_apart_and_printable()
    {
        var path = LabelledPath.Parse("mds_client_metrics-cephfs\0client\0client.4700\0rank\00\0.avg_read_latency");

        Assert.Equal("avg_read_latency", path.Counter);
        Assert.Equal("mds_client_metrics-cephfs{client=client.4700,rank=0}.avg_read_latency", path.ToString());
        Assert.Equal(new LabelledPath("osd", [], "op_w").ToString(), LabelledPath.Parse("osd.op_w").ToString());
    }

    private DaemonSession Opened(int osd)
    {
        var session = Reports.Osd(osd);
        Assert.True(_index.Open(session, Reports.Open($"{osd}"), now: 0).IsAccepted);
        return session;
    }
}
