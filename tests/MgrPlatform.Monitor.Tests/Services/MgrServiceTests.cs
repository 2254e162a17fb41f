using System.Net;
using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Monitor.Services.Mgr;
using MgrPlatform.Monitor.Tests.Harness;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Tests.Services;

public sealed class MgrServiceTests
{
    private const ulong First = 5001;
    private const ulong Second = 5002;

    [Fact]
    public void The_first_manager_becomes_active_and_the_next_one_stands_by()
    {
        var cluster = new TestCluster(1).Start();
        Beat(cluster, Connect(cluster, "a", "x", First), "x", First);
        Beat(cluster, Connect(cluster, "a", "y", Second), "y", Second);

        var map = cluster.Leader.Service<MgrService>().Map;
        Assert.Equal(("x", First, false), (map.ActiveName, map.ActiveGid, map.Available));
        Assert.Empty(map.ActiveAddresses.Addresses);
        Assert.Equal([Second], map.Standbys.Keys);
    }

    [Fact]
    public void The_commands_of_an_available_manager_are_listed_with_the_monitors_own()
    {
        var cluster = new TestCluster(3).Start();
        var manager = Connect(cluster, "a", "x", First);
        Beat(cluster, manager, "x", First);

        Beat(
            cluster,
            manager,
            "x",
            First,
            isAvailable: true,
            commands: [new MonCommand(
                "fs status name=fs,type=CephString,req=false", "show", "mgr", "r", MonCommand.Everywhere, MonCommandFlags.None)]);

        Assert.True(cluster.Leader.Service<MgrService>().Map.Available);
        cluster.Until(() => cluster.Monitors["c"].Context.IsReadable && cluster.Monitors["c"].Service<MgrService>().Map.Available);
        Assert.Contains(
            """{"sig":["fs","status",{"name":"fs","req":"false","type":"CephString"}],"help":"show","module":"mgr","perm":"r","flags":8}""",
            cluster.Connect("c").Run("get_command_descriptions").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_command_table_is_taken_from_any_beacon_of_the_active_manager_and_once()
    {
        var cluster = new TestCluster(3).Start();
        var manager = Connect(cluster, "a", "x", First);
        Beat(cluster, manager, "x", First);
        Beat(cluster, manager, "x", First, isAvailable: true, commands: [Command("fs status")]);

        Beat(cluster, manager, "x", First, isAvailable: true, commands: [Command("fs status"), Command("hello")]);

        var service = cluster.Leader.Service<MgrService>();
        Assert.Equal(["fs status", "hello"], service.ManagerCommands.Select(static command => command.Signature));
        Assert.True(service.Map.Available);
        var epoch = service.Map.Epoch;
        Beat(cluster, manager, "x", First, isAvailable: true, commands: [Command("fs status"), Command("hello")]);
        Beat(cluster, manager, "x", First, isAvailable: true);
        Assert.Equal(epoch, service.Map.Epoch);
        Assert.Equal(2, service.ManagerCommands.Count);
    }

    [Fact]
    public void A_monitors_metadata_tell_managers_that_it_takes_their_tables() =>
        // Spelled out: a contract between two rooms that do not know each other.
        Assert.Equal("any beacon", MonitorMetadata.OfThisHost(EntityAddressVector.Empty)["mgrp_command_table"]);

    [Fact]
    public void The_command_table_of_a_standby_is_not_the_clusters()
    {
        var cluster = new TestCluster(1).Start();
        Beat(cluster, Connect(cluster, "a", "x", First), "x", First);

        Beat(cluster, Connect(cluster, "a", "y", Second), "y", Second, commands: [Command("hello")]);

        Assert.Equal("pg stat", cluster.Leader.Service<MgrService>().ManagerCommands[0].Signature); // What every manager answers, no more.
        Assert.DoesNotContain(cluster.Leader.Service<MgrService>().ManagerCommands, static command => command.Signature == "hello");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("c")]
    public void An_active_manager_whose_session_ends_is_replaced_when_its_second_is_over_and_no_tick_later(string monitor)
    {
        var cluster = new TestCluster(3).Start();
        cluster.Until(() => cluster.Monitors.Values.All(static one => one.Context.IsReadable));
        var active = Connect(cluster, monitor, "x", First);
        Beat(cluster, active, "x", First);
        Beat(cluster, active, "x", First, isAvailable: true);
        var standby = Connect(cluster, "b", "y", Second);
        Beat(cluster, standby, "y", Second);

        active.Close();
        cluster.Pass(TimeSpan.FromSeconds(0.9));
        Assert.Equal("x", cluster.Leader.Service<MgrService>().Map.ActiveName);
        cluster.Pass(TimeSpan.FromSeconds(0.3));

        var map = cluster.Leader.Service<MgrService>().Map;
        Assert.Equal(("y", false), (map.ActiveName, map.Available));
        Assert.Empty(map.Standbys);
        var epoch = map.LastFailureOsdEpoch;
        Assert.True(epoch > 0, "the failed manager is not locked out");
        Assert.Contains(
            cluster.Leader.Service<MgrPlatform.Monitor.Services.Osd.OsdMapService>().Map.Daemons.Blocklist.Keys,
            static address => address.Nonce == 77);
    }

    [Fact]
    public void A_session_that_comes_back_at_another_monitor_keeps_the_manager_active()
    {
        var cluster = new TestCluster(3).Start();
        cluster.Until(() => cluster.Monitors.Values.All(static one => one.Context.IsReadable));
        var active = Connect(cluster, "b", "x", First);
        Beat(cluster, active, "x", First);
        Beat(cluster, Connect(cluster, "b", "y", Second), "y", Second);

        active.Close();
        cluster.Pass(TimeSpan.FromSeconds(0.5));
        Connect(cluster, "c", "x", First);
        cluster.Pass(TimeSpan.FromSeconds(10));

        Assert.Equal("x", cluster.Leader.Service<MgrService>().Map.ActiveName);
    }

    [Fact]
    public void A_manager_that_is_silent_is_replaced_but_not_by_a_monitor_that_slept_itself()
    {
        var cluster = new TestCluster(1).Start();
        var active = Connect(cluster, "a", "x", First);
        var standby = Connect(cluster, "a", "y", Second);
        Beat(cluster, active, "x", First);
        Beat(cluster, standby, "y", Second);
        for (var i = 0; i < 12; i++)
        {
            cluster.Pass(TimeSpan.FromSeconds(2));
            Beat(cluster, standby, "y", Second);
        }

        Assert.Equal("x", cluster.Leader.Service<MgrService>().Map.ActiveName);
        cluster.Sleep(TimeSpan.FromSeconds(60));
        cluster.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal("x", cluster.Leader.Service<MgrService>().Map.ActiveName);

        for (var i = 0; i < 17; i++)
        {
            cluster.Pass(TimeSpan.FromSeconds(2));
            Beat(cluster, standby, "y", Second);
        }

        Assert.Equal("y", cluster.Leader.Service<MgrService>().Map.ActiveName);
    }

    [Fact]
    public void A_manager_that_comes_back_under_its_name_with_a_new_id_takes_its_own_place()
    {
        var cluster = new TestCluster(1).Start();
        Beat(cluster, Connect(cluster, "a", "x", First), "x", First);

        Beat(cluster, Connect(cluster, "a", "x", Second), "x", Second);

        var map = cluster.Leader.Service<MgrService>().Map;
        Assert.Equal(("x", Second), (map.ActiveName, map.ActiveGid));
        Assert.Empty(map.Standbys);
    }

    [Fact]
    public void A_client_that_is_no_manager_is_not_heard()
    {
        var cluster = new TestCluster(1).Start();

        Beat(cluster, cluster.Connect("a", "client.evil", "allow r", First), "x", First);

        Assert.Equal("", cluster.Leader.Service<MgrService>().Map.ActiveName);
    }

    [Fact]
    public void A_report_that_breaks_the_format_costs_nobody_the_monitor()
    {
        var cluster = new TestCluster(1).Start();
        var manager = Connect(cluster, "a", "x", First);
        Beat(cluster, manager, "x", First);

        manager.Send(new MMonMgrReport { Gid = First, Data = new byte[] { 1, 1, 0, 0, 0, 255, 9 } });
        cluster.Settle();

        Assert.Equal(0, cluster.Connect("a").Run("config-key set", "key", "a", "val", "b").Code);
        Assert.Null(cluster.Leader.Service<MgrStatService>().Digest);
    }

    [Fact]
    public void The_digest_comes_at_once_and_then_every_five_seconds()
    {
        var cluster = new TestCluster(1).Start();
        var manager = Connect(cluster, "a", "x", First);

        manager.Subscribe("mgrdigest");
        Assert.Single(manager.All<MMgrDigest>());
        Assert.Contains("\"state\":\"leader\"", manager.All<MMgrDigest>()[0].MonStatus, StringComparison.Ordinal);

        cluster.Pass(TimeSpan.FromSeconds(11));
        Assert.InRange(manager.All<MMgrDigest>().Count, 3, 4);
    }

    private static MonCommand Command(string signature) => new(signature, "", "mgr", "r", MonCommand.Everywhere, MonCommandFlags.None);

    private static TestClient Connect(TestCluster cluster, string monitor, string name, ulong gid) =>
        cluster.Connect(monitor, $"mgr.{name}", "allow profile mgr", gid);

    private static void Beat(
        TestCluster cluster,
        TestClient manager,
        string name,
        ulong gid,
        bool isAvailable = false,
        IReadOnlyList<MonCommand>? commands = null)
    {
        manager.Send(new MMgrBeacon
        {
            Fsid = TestCluster.Fsid,
            Name = name,
            Gid = gid,
            Available = isAvailable,
            ServerAddresses = isAvailable
                ? new EntityAddressVector([new EntityAddress(EntityAddressType.Msgr2, 77, new IPEndPoint(IPAddress.Loopback, 6800))])
                : EntityAddressVector.Empty,
            Commands = commands ?? [],
            Features = Features.Default,
        });
        cluster.Pass(TimeSpan.FromMilliseconds(200));
    }
}
