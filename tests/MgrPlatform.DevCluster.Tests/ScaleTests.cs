using MgrPlatform.DevCluster.Recording;

namespace MgrPlatform.DevCluster.Tests;

public sealed class ScaleTests
{
    [Theory]
    [InlineData(4, "m1")]
    [InlineData(5, "m2")]
    [InlineData(17, "m2")]
    [InlineData(2000, "m1")]
    [InlineData(2000, "m3")]
    public async Task A_scaled_cluster_is_consistent(int osds, string moment)
    {
        await using var cluster = new ClusterFixture(moment, osds);
        var map = cluster.Get("osd_map");
        var all = Enumerable.Range(0, osds).ToArray();

        Assert.Equal(all, map["osds"]!.AsArray().Select(osd => (int)osd!["osd"]!));
        Assert.Equal(osds, map["osds"]!.AsArray().Select(osd => (string)osd!["uuid"]!).Distinct().Count());
        Assert.Equal(osds, map["osds"]!.AsArray().Select(osd => (string)osd!["public_addr"]!).Distinct().Count());
        Assert.Equal(moment == "m2" ? 1 : 0, map["osds"]!.AsArray().Count(osd => (int)osd!["up"]! == 0));

        var buckets = cluster.Get("osd_map_crush")["buckets"]!.AsArray();
        Assert.Equal(all, buckets.Where(bucket => (string)bucket!["type_name"]! == "host" && !((string)bucket["name"]!).Contains('~'))
            .SelectMany(bucket => bucket!["items"]!.AsArray()).Select(item => (int)item!["id"]!).Order());
        Assert.Equal(65 * osds, (int)buckets[0]!["weight"]!);
        Assert.Equal(buckets.Count, buckets.Select(bucket => (int)bucket!["id"]!).Distinct().Count());
        Assert.Equal(all, cluster.Get("osd_map_tree")["nodes"]!.AsArray().Select(node => (int)node!["id"]!).Where(id => id >= 0).Order());

        var summary = cluster.Get("pg_summary");
        Assert.Equal(map["pools"]!.AsArray().Sum(pool => (int)pool!["pg_num"]!), summary["all"]!.AsObject().Sum(state => (int)state.Value!));
        Assert.True(summary["by_osd"]!.AsObject().Count >= osds - (moment == "m2" ? 1 : 0));
        Assert.DoesNotContain(summary["by_osd"]!.AsObject(), osd => int.Parse(osd.Key, System.Globalization.CultureInfo.InvariantCulture) >= osds);

        var stats = cluster.Get("osd_stats")["osd_stats"]!.AsArray();
        Assert.Equal(all, stats.Select(stat => (int)stat!["osd"]!).Order());
        Assert.Equal(stats.Sum(stat => (long)stat!["statfs"]!["total"]!), (long)cluster.Get("df")["stats"]!["total_bytes"]!);
        Assert.Equal(osds, cluster.Cluster.Daemons.Count(daemon => daemon.Key.Type == "osd"));
        Assert.Equal(osds, cluster.Get("osd_metadata").AsObject().Count);
    }

    [Fact]
    public async Task Two_thousand_osds_make_a_map_of_some_megabytes_and_a_cheap_tick()
    {
        await using var cluster = new ClusterFixture("m1", 2000);

        Assert.InRange(cluster.Cluster.FindDocument("osd_map")!.Json.Length, 1_400_000, 2_500_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var timeline = new Cluster.CounterTimeline(cluster.Time.GetUtcNow(), RecordedMoment.Healthy);
        timeline.Add(cluster.Time.GetUtcNow().ToUnixTimeSeconds() + 1, RecordedMoment.Healthy);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public async Task Copies_of_an_osd_have_counters_of_their_own()
    {
        await using var cluster = new ClusterFixture("m1", 20);

        var values = cluster.Cluster.Daemons.Where(daemon => daemon.Key.Type == "osd")
            .Select(daemon => daemon.Counters["osd.op_w"].Latest()!.Value.Value);

        Assert.Equal(20, values.Distinct().Count());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10_001)]
    public void A_size_that_cannot_be_is_refused_with_those_that_can(int osds)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => new OsdLayout(osds));

        Assert.Contains("from 3 to 10000", refused.Message, StringComparison.Ordinal);
    }

}
