using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Monitor.Services.Osd;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Tests.Services.Osd;

public sealed class PoolTests
{
    [Fact]
    public void The_groups_of_a_new_pool_are_ordered_from_their_primaries_and_the_pool_is_whole_when_all_are_made()
    {
        var cluster = new OsdCluster(3);
        Assert.Equal("pool 'p' created", cluster.Leader.Command("osd pool create", ("pool", "p"), ("pg_num", 8)).Status);
        Assert.NotEqual(0ul, cluster.Map.Client.Pools[1].Flags & PoolCreation.Creating);

        List<PgId> ordered = [];
        for (var osd = 0; osd < 3; osd++)
        {
            foreach (var (group, creation) in OrdersOf(cluster, osd))
            {
                Assert.Equal(osd, cluster.Service.Mapper.Map(group).ActingPrimary);
                Assert.Equal(cluster.Map.Client.Pools[1].LastChange, creation.Epoch);
                ordered.Add(group);
            }
        }

        Assert.Equal(Enumerable.Range(0, 8).Select(static seed => new PgId(1, (uint)seed)), ordered.Order());
        foreach (var group in ordered)
        {
            cluster.Leader.Send(cluster.SessionOf(0), new MOSDPGCreated(0, group));
        }

        Assert.Equal(0ul, cluster.Map.Client.Pools[1].Flags & PoolCreation.Creating);
        Assert.Empty(OrdersOf(cluster, 0));
    }

    [Theory]
    [InlineData("size", "3", 0, "set pool 1 size to 3")]
    [InlineData("size", "11", -22, "pool size must be between 1 and 10")]
    [InlineData("min_size", "9", -22, "pool min_size must be between 1 and size, which is set to 3")]
    [InlineData("pg_num", "32", 0, "set pool 1 pg_num to 32")]
    [InlineData("crush_rule", "nope", -2, "crush rule nope does not exist")]
    [InlineData("pg_autoscale_mode", "zz", -22, "specified invalid mode zz")]
    [InlineData("target_size_bytes", "100G", 0, "set pool 1 target_size_bytes to 100G")]
    [InlineData("compression_algorithm", "snappy", 0, "set pool 1 compression_algorithm to snappy")]
    [InlineData("compression_mode", "unset", 0, "unset pool 1 compression_mode")]
    [InlineData("fast_read", "1", -22, "fast read is not supported in replication pool")]
    [InlineData("blah", "1", -22, "unrecognized variable 'blah'")]
    public void Settings_of_pools_are_taken_and_refused_in_the_words_of_a_real_monitor(
        string variable, string value, int code, string status)
    {
        var cluster = new OsdCluster(1);
        cluster.Leader.Command("osd pool create", ("pool", "p"), ("pg_num", 8));

        var result = cluster.Leader.Command("osd pool set", ("pool", "p"), ("var", variable), ("val", value));

        Assert.Equal((code, status), (result.Code, result.Status));
    }

    [Fact]
    public void A_pool_is_removed_only_by_who_says_its_name_twice_where_that_is_allowed()
    {
        var careful = new OsdCluster(1);
        careful.Leader.Command("osd pool create", ("pool", "p"));
        var sure = new (string, object)[] { ("pool", "p"), ("pool2", "p"), ("yes_i_really_really_mean_it", true) };
        Assert.Equal(-1, careful.Leader.Command("osd pool rm", ("pool", "p")).Code);
        Assert.StartsWith("pool deletion is disabled", careful.Leader.Command("osd pool rm", sure).Status, StringComparison.Ordinal);

        var free = new OsdCluster(1, new OsdMapOptions { AllowPoolDelete = true });
        free.Leader.Command("osd pool create", ("pool", "p"));
        Assert.Equal("pool 'p' removed", free.Leader.Command("osd pool rm", sure).Status);
        Assert.Empty(free.Map.Client.Pools);
        Assert.Equal("pool 'p' does not exist", free.Leader.Command("osd pool rm", sure).Status);
        Assert.Empty(OrdersOf(free, 0));
    }

    [Fact]
    public void A_number_is_never_used_for_two_pools()
    {
        var cluster = new OsdCluster(1, new OsdMapOptions { AllowPoolDelete = true });
        cluster.Leader.Command("osd pool create", ("pool", "a"));
        cluster.Leader.Command("osd pool rm", ("pool", "a"), ("pool2", "a"), ("yes_i_really_really_mean_it", true));

        cluster.Leader.Command("osd pool create", ("pool", "b"));

        Assert.Equal([2L], cluster.Map.Client.Pools.Keys);
    }

    [Fact]
    public void Librados_numbers_its_own_snapshots()
    {
        var cluster = new OsdCluster(1);
        cluster.Leader.Command("osd pool create", ("pool", "p"));
        var client = cluster.Leader.Connect("client.admin", "v2:127.0.0.1:9000/3");

        var first = Answer(new MPoolOp(0, LoneLeader.Fsid, 1, 0x21, 0, "", -1));
        var second = Answer(new MPoolOp(0, LoneLeader.Fsid, 1, 0x21, 0, "", -1));
        var refused = Answer(new MPoolOp(0, LoneLeader.Fsid, 1, 0x11, 0, "s", -1));

        Assert.Equal((0, 0, -22), (first.Result, second.Result, refused.Result));
        Assert.True(second.Response![0] > first.Response![0]);

        MPoolOpReply Answer(MPoolOp operation) => Assert.IsType<MPoolOpReply>(Assert.Single(cluster.Leader.Send(client, operation)));
    }

    [Fact]
    public void An_erasure_coded_pool_gets_a_rule_of_its_own()
    {
        var cluster = new OsdCluster(4);
        cluster.Leader.Command(
            "osd erasure-code-profile set", ("name", "k2m1"), ("profile", new[] { "k=2", "m=1", "crush-failure-domain=host" }));

        cluster.Leader.Command(
            "osd pool create", ("pool", "ec"), ("pg_num", 4), ("pool_type", "erasure"), ("erasure_code_profile", "k2m1"));

        var pool = cluster.Map.Client.Pools[1];
        Assert.Equal((3, 2, 8192u), (pool.Size, pool.MinSize, pool.StripeWidth));
        Assert.Equal("ec", cluster.Map.Client.Crush!.RuleNames[pool.CrushRule]);
        Assert.Equal(3, cluster.Service.Mapper.Map(new PgId(1, 0)).Up.Distinct().Count());
    }

    private static List<KeyValuePair<PgId, PgCreation>> OrdersOf(OsdCluster cluster, int osd)
    {
        var session = cluster.Leader.Connect($"osd.{osd}", $"v2:127.0.0.1:{6800 + osd}/1");
        cluster.Leader.Context.Effects = [];
        var subscription = session.Subscribe("osd_pg_creates", 0, isOnce: false);
        cluster.Service.Update(session, subscription);
        return
        [
            .. cluster.Leader.Context.Effects.OfType<MonitorEffect.Send>().Select(static send => send.Message).OfType<MOSDPGCreate2>()
                .SelectMany(static message => message.Pgs.Select(static pair => KeyValuePair.Create(pair.Key.Pg, pair.Value))),
        ];
    }
}
