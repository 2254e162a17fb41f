using MgrPlatform.Monitor.Tests.Harness;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Monitor.Tests.Daemon;

public sealed class QuorumTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Monitors_form_a_quorum_and_all_of_them_answer(int members)
    {
        var cluster = new TestCluster(members).Start();
        cluster.Until(() => cluster.Monitors.Values.All(static monitor => monitor.Context.IsReadable));

        foreach (var name in cluster.Monitors.Keys)
        {
            var client = cluster.Connect(name);
            Assert.Equal((0, $"set {name}", ""), client.Run("config-key set", "key", name, "val", name));
            Assert.Equal(name, client.Run("config-key get", "key", name).Output);
        }
    }

    [Fact]
    public void A_write_at_a_peon_outlives_the_leader()
    {
        var cluster = new TestCluster(3).Start();
        cluster.Until(() => cluster.Monitors.Values.All(static monitor => monitor.Context.IsReadable));
        var client = cluster.Connect("c");

        var transaction = client.Ask(new Dictionary<string, object> { ["prefix"] = "config-key set", ["key"] = "k", ["val"] = "v" });
        cluster.Kill("a");
        cluster.Until(() => client.Answer(transaction) is not null);

        Assert.Equal(0, client.Answer(transaction)!.Result);
        Assert.Equal("v", client.Run("config-key get", "key", "k").Output);
    }

    [Fact]
    public void Whoever_asks_while_there_is_no_quorum_waits_and_hears_no_error()
    {
        var cluster = new TestCluster(3).Start();
        cluster.Until(() => cluster.Monitors.Values.All(static monitor => monitor.Context.IsReadable));
        var client = cluster.Connect("b");
        cluster.Kill("a");
        cluster.Kill("c");
        cluster.Pass(TimeSpan.FromSeconds(3));

        var transaction = client.Ask(new Dictionary<string, object> { ["prefix"] = "config-key set", ["key"] = "k", ["val"] = "v" });
        cluster.Pass(TimeSpan.FromSeconds(3));
        Assert.Null(client.Answer(transaction));

        cluster.Restart("c");
        cluster.Until(() => client.Answer(transaction) is not null);
        Assert.Equal(0, client.Answer(transaction)!.Result);
    }

    [Fact]
    public void A_monitor_without_a_quorum_sends_its_clients_away()
    {
        var cluster = new TestCluster(3).Start();
        cluster.Until(() => cluster.Monitors.Values.All(static monitor => monitor.Context.IsReadable));
        var client = cluster.Connect("b");
        cluster.Kill("a");
        cluster.Kill("c");

        cluster.Pass(TimeSpan.FromSeconds(15));

        Assert.False(client.IsOpen);
        Assert.False(cluster.Monitors["b"].Core.Keys.IsReady);
    }

    [Fact]
    public void No_two_members_give_out_the_same_global_id()
    {
        var cluster = new TestCluster(3, options: new() { GlobalIdBlock = 30 }).Start();
        cluster.Until(() => cluster.Monitors.Values.All(static monitor => monitor.Core.Keys.IsReady));
        HashSet<ulong> given = [];

        for (var round = 0; round < 20; round++)
        {
            foreach (var monitor in cluster.Monitors.Values.Where(static monitor => monitor.IsRunning))
            {
                while (monitor.Core.Keys.NewGlobalId() is var id and > 0)
                {
                    Assert.True(given.Add(id), $"{id} was given out twice");
                }
            }

            if (round == 8)
            {
                cluster.Kill("a");
            }

            if (round == 14)
            {
                cluster.Restart("a");
            }

            cluster.Pass(TimeSpan.FromSeconds(3));
        }

        Assert.True(given.Count > 100);
    }

    [Fact]
    public void A_monitor_that_was_added_joins_and_one_that_was_removed_leaves()
    {
        var cluster = new TestCluster(3).Start();
        cluster.Until(() => cluster.Monitors.Values.All(static monitor => monitor.Context.IsReadable));
        var client = cluster.Connect("a");
        client.Run("config-key set", "key", "k", "val", "v");

        var added = cluster.Add("d", cluster.Leader.Context.MonMap, TestCluster.Address(3));
        Assert.Equal(0, client.Run("mon add", "name", "d", "addr", TestCluster.Address(3).ToString()).Code);
        cluster.Give("d", new MgrPlatform.Monitor.Daemon.MonitorInput.Started([]));
        cluster.Until(() => added.Context.IsInQuorum && added.Context.IsReadable, seconds: 60);

        Assert.Equal("v", cluster.Connect("d").Run("config-key get", "key", "k").Output);
        Assert.Equal(4, cluster.Leader.Context.Quorum.Count);

        Assert.Equal(0, client.Run("mon rm", "name", "d").Code);
        cluster.Until(() => !added.IsRunning && cluster.Leader.Context.Quorum.Count == 3, seconds: 60);
        Assert.Contains("e3: 3 mons", client.Run("mon stat").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_subscribes_while_a_commit_is_under_way_is_told_when_it_is_done()
    {
        var cluster = new TestCluster(3).Start();
        cluster.Until(() => cluster.Monitors.Values.All(static monitor => monitor.Context.IsReadable));
        var writer = cluster.Connect("a");
        var client = cluster.Connect("b");
        var heard = client.Received.Count;

        writer.Ask(new Dictionary<string, object> { ["prefix"] = "config-key set", ["key"] = "k", ["val"] = "v" });
        cluster.Settle(() => !cluster.Monitors["b"].Context.IsReadable);
        Assert.False(cluster.Monitors["b"].Context.IsReadable);
        client.Send(new MMonSubscribe(
            new Dictionary<string, Subscription> { ["config"] = new(0, SubscriptionFlags.None), ["monmap"] = new(0, SubscriptionFlags.None) },
            "host"));
        cluster.Settle(() => client.Received.Count == heard + 2);

        Assert.Single(client.Received.Skip(heard).OfType<MConfig>());
        Assert.Single(client.Received.Skip(heard).OfType<MMonMap>());
    }

    [Fact]
    public void The_last_monitor_is_not_removed() =>
        Assert.Equal(
            (-22, "error: refusing removal of last monitor a", ""),
            new TestCluster(1).Start().Connect("a").Run("mon rm", "name", "a"));

    [Fact]
    public void The_same_inputs_give_the_same_stores()
    {
        var some = Run();
        var other = Run();

        Assert.Equal(some, other);

        static IReadOnlyList<string> Run()
        {
            var cluster = new TestCluster(3).Start();
            cluster.Pass(TimeSpan.FromSeconds(5));
            cluster.Connect("b").Run("config-key set", "key", "k", "val", "v");
            cluster.Kill("a");
            cluster.Pass(TimeSpan.FromSeconds(5));
            return [.. cluster.Monitors.Values.SelectMany(static monitor => monitor.Store.Prefixes().SelectMany(prefix =>
                monitor.Store.Read(prefix).Select(entry =>
                    $"{monitor.Name} {prefix} {entry.Key} {Convert.ToHexString(entry.Value)}")))];
        }
    }
}
