using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.DevCluster.Recording;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.DevCluster.Tests;

public sealed class StoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_moments_follow_each_other_and_begin_again()
    {
        var story = new Story(Start, RecordedMoment.Healthy, isHeld: false, TimeSpan.FromSeconds(10));

        var entered = Enumerable.Range(1, 40).SelectMany(second => story.Advance(Start.AddSeconds(second)))
            .OfType<StoryEvent.Entered>().Select(step => step.Moment);

        Assert.Equal([RecordedMoment.OsdDown, RecordedMoment.Recovering, RecordedMoment.Healthy, RecordedMoment.OsdDown], entered);
    }

    [Fact]
    public void A_moment_is_entered_before_the_reports_of_the_same_instant()
    {
        var story = new Story(Start, RecordedMoment.Healthy, isHeld: false, TimeSpan.FromSeconds(5));

        var last = story.Advance(Start.AddSeconds(5)).Where(step => step.Time == Start.AddSeconds(5)).ToList();

        Assert.Collection(
            last,
            step => Assert.IsType<StoryEvent.Entered>(step),
            step => Assert.IsType<StoryEvent.Reported>(step),
            step => Assert.IsType<StoryEvent.Digested>(step));
    }

    [Fact]
    public void A_held_moment_stays()
    {
        var story = new Story(Start, RecordedMoment.OsdDown, isHeld: true, TimeSpan.FromSeconds(5));

        Assert.DoesNotContain(Enumerable.Range(1, 600).SelectMany(second => story.Advance(Start.AddSeconds(second))), step => step is StoryEvent.Entered);
    }

    [Fact]
    public void A_long_sleep_is_not_caught_up_with()
    {
        var story = new Story(Start, RecordedMoment.Healthy, isHeld: false, TimeSpan.FromSeconds(45));

        Assert.InRange(story.Advance(Start.AddDays(1)).Count(), 1, 3);
    }

    [Fact]
    public async Task Every_type_of_notification_comes_in_one_round()
    {
        await using var cluster = new ClusterFixture();
        var wanted = new HashSet<string>
        {
            NotifyTypes.MonMap, NotifyTypes.MonStatus, NotifyTypes.OsdMap, NotifyTypes.FsMap, NotifyTypes.ServiceMap, NotifyTypes.PgSummary, NotifyTypes.Health,
            NotifyTypes.ClusterLog, NotifyTypes.PerfSchemaUpdate,
        };

        await cluster.PlayUntilAsync(happened => happened is BackendEvent.Notified notified && wanted.Remove(notified.Type) && wanted.Count == 0, seconds: 140);
    }

    [Fact]
    public async Task A_failed_osd_shows_in_the_map_the_health_and_the_log_and_is_gone_again_later()
    {
        await using var cluster = new ClusterFixture();
        var epoch = (int)cluster.Get("osd_map")["epoch"]!;

        var seen = await cluster.PlayUntilAsync(happened => happened is BackendEvent.Notified { Type: NotifyTypes.OsdMap });
        await cluster.SettleAsync();

        Assert.Equal(["exists"], cluster.Get("osd_map")["osds"]![2]!["state"]!.AsArray().Select(state => (string)state!));
        Assert.True((int)cluster.Get("osd_map")["epoch"]! > epoch);
        Assert.Equal("1 osds down", (string)cluster.GetText("health")["checks"]!["OSD_DOWN"]!["summary"]!["message"]!);
        var lines = seen.Concat(cluster.TakeEvents()).OfType<BackendEvent.Notified>().Where(notified => notified.Type == NotifyTypes.ClusterLog)
            .Select(notified => (string)notified.Id["message"]!);
        Assert.Contains("Health check failed: 1 osds down (OSD_DOWN)", lines);

        await cluster.PlayUntilAsync(happened => happened is BackendEvent.Notified { Type: NotifyTypes.PerfSchemaUpdate });
        Assert.Null(cluster.GetText("health")["checks"]!["OSD_DOWN"]);
        Assert.Equal(1, (int)cluster.Get("osd_map")["osds"]![2]!["up"]!);
    }

    [Fact]
    public async Task Epochs_grow_from_round_to_round()
    {
        await using var cluster = new ClusterFixture();
        var epochs = new Dictionary<string, List<int>>();
        for (var second = 0; second < 300; second++)
        {
            cluster.Time.Move(TimeSpan.FromSeconds(1));
            await cluster.SettleAsync();
            foreach (var name in new[] { "osd_map", "fs_map", "mon_map", "service_map" })
            {
                if (!epochs.TryGetValue(name, out var own))
                {
                    epochs[name] = own = [];
                }

                own.Add((int)cluster.Get(name)["epoch"]!);
            }
        }

        Assert.All(epochs.Values, own => Assert.Equal(own.Order(), own));
        Assert.All(epochs.Values, own => Assert.True(own.Distinct().Count() > 2));
    }

    [Fact]
    public async Task A_document_keeps_its_version_while_its_content_is_the_same()
    {
        await using var cluster = new ClusterFixture("m1");
        var names = new[] { "osd_map", "osd_map_tree", "fs_map", "mon_map", "df", "osd_stats", "health", "config", "mgr_map", "service_map" };
        var before = names.ToDictionary(name => name, name => cluster.Cluster.FindDocument(name)!);
        for (var second = 0; second < 12; second++)
        {
            cluster.Time.Move(TimeSpan.FromSeconds(1));
            await cluster.SettleAsync();
        }

        Assert.All(names, name => Assert.Same(before[name], cluster.Cluster.FindDocument(name)));
        Assert.True(cluster.Cluster.FindDocument("pg_summary")!.Version > 1);
    }
}
