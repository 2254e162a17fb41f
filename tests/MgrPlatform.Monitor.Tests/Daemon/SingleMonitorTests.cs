using MgrPlatform.Monitor.Services.Auth;
using MgrPlatform.Monitor.Tests.Harness;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Tests.Daemon;

public sealed class SingleMonitorTests
{
    [Fact]
    public void A_new_monitor_commits_the_map_and_the_keys_that_mkfs_left_and_forgets_the_seed()
    {
        var cluster = new TestCluster(1).Start();
        var monitor = cluster.Leader;

        Assert.Equal(1u, monitor.Context.MonMap.Epoch);
        Assert.Contains(new EntityName(EntityType.Client, "admin"), monitor.Service<AuthService>().Keys.Entities.Keys);
        Assert.Empty(monitor.Store.Read("mkfs"));
        Assert.True(monitor.Core.Keys.IsReady);
    }

    [Fact]
    public void A_restarted_monitor_knows_what_it_knew()
    {
        var cluster = new TestCluster(1).Start();
        cluster.Connect("a").Run("config-key set", "key", "a", "val", "b");
        var keys = cluster.Leader.Core.Keys.Rotating[EntityType.Manager].Keys.Keys.ToList();
        var used = cluster.Leader.Core.Keys.NewGlobalId();

        cluster.Restart("a");
        cluster.Until(() => cluster.Monitors["a"].Context.IsWriteable && cluster.Monitors["a"].Core.Keys.IsReady);

        Assert.Equal("b", cluster.Connect("a").Run("config-key get", "key", "a").Output);
        Assert.Equal(keys, cluster.Leader.Core.Keys.Rotating[EntityType.Manager].Keys.Keys);
        Assert.True(cluster.Leader.Core.Keys.NewGlobalId() > used);
    }

    [Fact]
    public void Every_client_is_sent_one_config_even_if_nothing_is_set_and_another_when_something_is()
    {
        var cluster = new TestCluster(1).Start();
        var client = cluster.Connect("a", "osd.3");

        client.Subscribe("config");
        Assert.Empty(Assert.Single(client.All<MConfig>()).Options);

        cluster.Connect("a").Run("config set", "who", "osd", "name", "osd_max_backfills", "value", "4");
        cluster.Connect("a").Run("config set", "who", "mgr", "name", "mon_lease", "value", "4");
        Assert.Equal("4", client.All<MConfig>()[^1].Options["osd_max_backfills"]);
        Assert.Equal(2, client.All<MConfig>().Count);
    }

    [Fact]
    public void A_subscription_is_answered_now_when_there_is_something_new_and_later_when_there_is_not()
    {
        var cluster = new TestCluster(1).Start();
        var client = cluster.Connect("a");

        client.Subscribe("monmap", start: 2);
        Assert.Empty(client.All<MMonMap>());

        client.Run("mon set-weight", "name", "a", "weight", "7");
        Assert.Equal(2u, Assert.Single(client.All<MMonMap>()).Map.Epoch);
    }

    [Fact]
    public void A_subscriber_of_a_prefix_gets_all_of_it_first_and_then_what_changes()
    {
        var cluster = new TestCluster(1).Start();
        var client = cluster.Connect("a");
        client.Run("config-key set", "key", "mgr/a", "val", "1");
        client.Run("config-key set", "key", "other", "val", "1");

        client.Subscribe("kv:mgr/");
        client.Run("config-key set", "key", "mgr/b", "val", "2");
        client.Run("config-key set", "key", "other", "val", "2");
        client.Run("config-key rm", "key", "mgr/a");

        var seen = client.All<MKVData>();
        Assert.Equal(3, seen.Count);
        Assert.False(seen[0].Incremental);
        Assert.Equal(["mgr/a"], seen[0].Values.Keys);
        Assert.True(seen[1].Incremental);
        Assert.Equal(["mgr/b"], seen[1].Values.Keys);
        Assert.Null(seen[2].Values["mgr/a"]);
        Assert.True(seen[0].Version < seen[1].Version && seen[1].Version < seen[2].Version);
    }

    [Fact]
    public void The_log_reaches_its_subscribers_with_versions_that_grow()
    {
        var cluster = new TestCluster(1).Start();
        var client = cluster.Connect("a");
        client.Subscribe("log-info");

        client.Run(new Dictionary<string, object> { ["prefix"] = "log", ["logtext"] = (string[])["hello", "world"] });
        client.Run(new Dictionary<string, object> { ["prefix"] = "log", ["logtext"] = (string[])["again"] });

        var lines = client.All<MLog>();
        Assert.Contains(lines, static log => log.Entries.Any(static entry => entry.Message == "hello world"));
        Assert.Contains("hello world", client.Run("log last").Output, StringComparison.Ordinal);
        Assert.All(lines.Zip(lines.Skip(1)), static pair => Assert.True(pair.First.PaxosVersion < pair.Second.PaxosVersion));
    }

    [Theory]
    [InlineData("nosuch command", -22)]
    [InlineData("config-key get", -22)]
    public void What_cannot_be_done_is_answered(string prefix, int code) =>
        Assert.Equal(code, new TestCluster(1).Start().Connect("a").Run(prefix).Code);

    [Fact]
    public void A_client_may_do_what_its_caps_say_and_no_more()
    {
        var cluster = new TestCluster(1).Start();
        var reader = cluster.Connect("a", "client.reader", "allow r");

        Assert.Equal(0, reader.Run("mon stat").Code);
        Assert.Equal((-13, "access denied", ""), reader.Run("config-key set", "key", "a", "val", "b"));
        Assert.Equal((-13, "access denied", ""), reader.Run("auth ls"));
    }

    [Fact]
    public void A_command_for_another_cluster_is_refused()
    {
        var cluster = new TestCluster(1).Start();
        var client = cluster.Connect("a");

        var transaction = client.Send(new MMonCommand(0, Guid.NewGuid(), ["""{"prefix":"fsid"}"""]));
        cluster.Settle();

        Assert.Equal(-1, client.Answer(transaction)!.Result);
    }

    [Fact]
    public void Many_writers_share_a_round()
    {
        var cluster = new TestCluster(1).Start();
        var clients = Enumerable.Range(0, 16).Select(_ => cluster.Connect("a")).ToList();
        var before = cluster.Leader.Store.Get("paxos", "last_committed")![0];

        var asked = clients.Select((client, i) => (Client: client, Transaction: client.Ask(
            new Dictionary<string, object> { ["prefix"] = "config-key set", ["key"] = $"k{i}", ["val"] = "v" }))).ToList();
        cluster.Settle();

        Assert.All(asked, static one => Assert.Equal(0, one.Client.Answer(one.Transaction)!.Result));
        Assert.InRange(cluster.Leader.Store.Get("paxos", "last_committed")![0] - before, 1, 3);
    }

    [Fact]
    public void A_client_that_speaks_as_a_monitor_is_cut_off()
    {
        var cluster = new TestCluster(1).Start();
        var client = cluster.Connect("a");

        client.Send(new Wire.Messages.Quorum.MMonPaxos());
        cluster.Settle();

        Assert.False(client.IsOpen);
    }

    [Fact]
    public void The_services_keys_rotate_and_the_ones_in_use_stay_known()
    {
        var cluster = new TestCluster(1, KeyType.Aes, new() { ServiceTicketLifetime = TimeSpan.FromSeconds(60) }).Start();
        var before = cluster.Leader.Core.Keys.Rotating[EntityType.Osd];

        cluster.Pass(TimeSpan.FromSeconds(65));

        var after = cluster.Leader.Core.Keys.Rotating[EntityType.Osd];
        Assert.Equal(before.Newest + 1, after.Newest);
        Assert.Equal(3, after.Keys.Count);
        Assert.Equal(before.Keys.GetAt(2).Key, cluster.Leader.Core.Keys.CurrentKey(EntityType.Osd).Id);
        Assert.NotNull(cluster.Leader.Core.Keys.FindKey(EntityType.Osd, before.Keys.GetAt(1).Key));
    }

    [Fact]
    public void Keys_of_a_type_that_is_not_allowed_may_not_log_in_and_health_says_what_is_weak()
    {
        var cluster = new TestCluster(1, KeyType.Aes256k).Start();
        var admin = cluster.Connect("a");
        admin.Run(new Dictionary<string, object>
        {
            ["prefix"] = "auth get-or-create", ["entity"] = "client.old", ["caps"] = (string[])["mon", "allow r"], ["key_type"] = "aes",
        });
        var old = new EntityName(EntityType.Client, "old");

        Assert.NotNull(cluster.Leader.Core.Keys.Find(old));
        Assert.Equal(
            """
            HEALTH_WARN 1 auth client entities with insecure key types; Monitors are configured to allow auth using insecure key types; Monitors are configured to allow creation of insecure key types
            [WRN] AUTH_INSECURE_CLIENT_KEY_TYPE: 1 auth client entities with insecure key types
                entity client.old using insecure key type: aes
            [WRN] AUTH_INSECURE_KEYS_ALLOWED: Monitors are configured to allow auth using insecure key types
                insecure cipher aes allowed for auth
            [WRN] AUTH_INSECURE_KEYS_CREATABLE: Monitors are configured to allow creation of insecure key types

            """,
            string.Join(
                '\n',
                admin.Run("health", "detail", "detail").Output
                    .Split('\n')
                    .Where(static line => !line.Contains("OSDS", StringComparison.Ordinal)))
                .Replace("; OSD count 0 < osd_pool_default_size 3", "", StringComparison.Ordinal));

        admin.Run("mon set", "name", "auth_allowed_ciphers", "value", "aes256k");
        Assert.Null(cluster.Leader.Core.Keys.Find(old));
        Assert.Equal(-22, admin.Run(new Dictionary<string, object>
        {
            ["prefix"] = "auth get-or-create", ["entity"] = "client.older", ["caps"] = (string[])["mon", "allow r"], ["key_type"] = "aes",
        }).Code);
    }
}
