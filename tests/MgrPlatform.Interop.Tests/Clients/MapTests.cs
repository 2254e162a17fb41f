using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Client;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Interop.Tests.Clients;

/// <summary>
/// What we are told by subscription is what the cluster's own tool prints, epoch by epoch, while the cluster is disturbed.
/// </summary>
public sealed class MapTests
{
    private static readonly string[] Story =
    [
        "osd pool create extra 8",
        "osd pool set extra size 1 --yes-i-really-mean-it",
        "osd pool mksnap extra first",
        "osd pool rmsnap extra first",
        "osd pool application enable extra rbd",
        "osd reweight 0 0.75",
        "osd primary-affinity 0 0.5",
        "osd set noout",
        "osd blocklist add 10.1.2.3:0/7 3600",
        "osd pg-temp 1.0 1 0",
        "osd erasure-code-profile set small k=2 m=1 crush-failure-domain=osd",
        "osd crush rule create-replicated flat default osd",
        "osd pool set extra pg_num 16",
        "osd down 0",
        "osd pool rename extra other",
        "osd pool set-quota other max_objects 1000",
        "osd unset noout",
        "osd blocklist rm 10.1.2.3:0/7",
        "osd pool delete other other --yes-i-really-really-mean-it",
        "config set global mon_pg_warn_min_per_osd 1",
        "config set client debug_client 5",
        "config-key set mgr/story/key one",
        "config-key set mgr/story/gone two",
        "config-key rm mgr/story/gone",
        "mgr module enable iostat --force",
        "fs set cephfs max_file_size 1099511627776",
        "mon set-weight a 7",
        "fs set cephfs session_timeout 70",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CephRelease.Pacific, Release.Pacific)]
    [InlineData(CephRelease.Reef, Release.Reef)]
    [InlineData(CephRelease.Tentacle, Release.Tentacle)]
    public async Task Every_epoch_of_every_map_reads_as_the_official_tool_prints_it(CephRelease release, Release number)
    {
        ClusterFixture.Need(release);
        await using var cluster = await RealCluster.StartAsync(new ClusterPlan(release) { Osds = 3 }, Token);
        await cluster.AskAsync("config set mon mon_allow_pool_delete true", Token);
        await using var client = await RealClient.ConnectAsync(cluster);
        using var told = new SubscribedMaps(number);
        await told.FollowAsync(client.Monitors, "osdmap", "mgrmap", "fsmap", "servicemap", "mgrdigest", "kv:mgr/", "log-info");
        await Eventually.SeeAsync(() => told.Newest("osd"), static epoch => epoch > 0, "the first OSD map", Token);

        foreach (var words in Story)
        {
            await cluster.AskAsync(words, Token);
        }

        await cluster.KillAsync("osd.2", Token);
        await cluster.AskAsync("osd down 2", Token);
        await cluster.StartDaemonAsync("osd.2", Token);
        await cluster.UntilCleanAsync(Token);
        await SettleAsync(cluster, told);

        Assert.True(told.Incrementals >= 15, $"only {told.Incrementals} maps came as changes");
        await SameAsync(cluster, told, "osd", "osd dump");
        await SameAsync(cluster, told, "mgr", "mgr dump");
        await SameAsync(cluster, told, "fs", "fs dump");
        await SameAsync(cluster, told, "mon", "mon dump");
        await SameServicesAsync(cluster, told);
        await SameKeysAsync(cluster, told);
        await SameOptionsAsync(cluster, client);
        await SameDigestAsync(cluster, client);
    }

    private static async Task SameAsync(RealCluster cluster, SubscribedMaps told, string kind, string words)
    {
        List<string> differences = [];
        Assert.NotEmpty(told.Of(kind));
        foreach (var (epoch, json) in told.Of(kind))
        {
            var theirs = JsonNode.Parse(await cluster.AskAsync($"{words} {epoch} -f json", Token))!.AsObject();
            theirs.Remove("quorum"); // Of the monitors, not of their map.
            foreach (var pool in theirs["pools"]?.AsArray() ?? [])
            {
                pool!.AsObject().Remove("read_balance"); // Since Reef; computed from the placement, not in the map.
            }

            if (JsonDifference.Find(theirs, JsonNode.Parse(json)) is { } difference)
            {
                differences.Add($"{kind} {epoch} {difference}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static async Task SameServicesAsync(RealCluster cluster, SubscribedMaps told)
    {
        var (_, ours) = await Eventually.SeeAsync(
            async () => (
                Theirs: JsonNode.Parse(await cluster.AskAsync("service dump -f json", Token))!,
                Ours: JsonNode.Parse(told.Of("service").Last().Json)!),
            static both => JsonDifference.Find(both.Theirs, both.Ours) is null,
            "the same service map",
            Token);
        Assert.NotNull(ours);
    }

    private static async Task SameKeysAsync(RealCluster cluster, SubscribedMaps told)
    {
        await Eventually.SeeAsync(
            async () =>
            {
                var theirs = JsonNode.Parse(await cluster.AskAsync("config-key dump mgr/ -f json", Token))!.AsObject()
                    .ToDictionary(static pair => pair.Key, static pair => pair.Value!.GetValue<string>());
                lock (told.Keys)
                {
                    return theirs.Count == told.Keys.Count && theirs.All(pair => told.Keys.GetValueOrDefault(pair.Key) == pair.Value)
                        ? ""
                        : $"{string.Join(' ', theirs.Keys)} / {string.Join(' ', told.Keys.Keys)}";
                }
            },
            static difference => difference.Length == 0,
            "the same keys under mgr/",
            Token);
        Assert.Equal("one", told.Keys["mgr/story/key"]);
        Assert.DoesNotContain("mgr/story/gone", told.Keys.Keys);
    }

    private static async Task SameOptionsAsync(RealCluster cluster, ClusterClient client)
    {
        var theirs = JsonNode.Parse(await cluster.AskAsync("config get client.admin -f json", Token))!.AsObject()
            .Where(static pair => pair.Value!["can_update_at_runtime"] is not null)
            .ToDictionary(static pair => pair.Key, static pair => pair.Value!["value"]!.ToString());

        Assert.Equal(
            theirs.OrderBy(static pair => pair.Key, StringComparer.Ordinal),
            client.Monitors.Maps.Config!.OrderBy(static pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal("1", client.Monitors.Maps.Config!["mon_pg_warn_min_per_osd"]);
    }

    private static async Task SameDigestAsync(RealCluster cluster, ClusterClient client)
    {
        var digest = new TaskCompletionSource<MonitorEvent.DigestArrived>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = client.Monitors.Listen(what =>
        {
            if (what is MonitorEvent.DigestArrived arrived)
            {
                digest.TrySetResult(arrived);
            }
        });
        var ours = await digest.Task.WaitAsync(RealClient.Limit, Token);

        var status = JsonNode.Parse(await cluster.AskAsync("tell mon.a mon_status", Token))!.AsObject();
        var ourStatus = JsonNode.Parse(ours.MonStatus)!.AsObject();
        foreach (var moving in (string[])["quorum_age", "feature_map", "uptime"])
        {
            status.Remove(moving);
            ourStatus.Remove(moving);
        }

        Assert.Null(JsonDifference.Find(status, ourStatus));
        Assert.Null(JsonDifference.Find(
            JsonNode.Parse(await cluster.AskAsync("health detail -f json", Token)), JsonNode.Parse(ours.Health)));
    }

    /// <summary>Until we have all that the cluster has.</summary>
    private static async Task SettleAsync(RealCluster cluster, SubscribedMaps told)
    {
        foreach (var (kind, words) in ((string, string)[])
            [("osd", "osd dump"), ("mgr", "mgr dump"), ("fs", "fs dump"), ("mon", "mon dump")])
        {
            await Eventually.SeeAsync(
                async () => JsonNode.Parse(await cluster.AskAsync($"{words} -f json", Token))!["epoch"]!.GetValue<uint>(),
                epoch => told.Newest(kind) >= epoch,
                $"the newest {kind} map",
                Token);
        }
    }
}
