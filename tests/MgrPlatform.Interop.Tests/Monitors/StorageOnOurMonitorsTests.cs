using System.Diagnostics;
using System.Text.Json;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Monitors;

/// <summary>Ceph's own OSDs and metadata servers of 16.2.15 on three of our monitors: they keep data, die, come back.</summary>
[Trait("tier", "foreign")]
public sealed class StorageOnOurMonitorsTests
{
    private static readonly string[] Settings = ["osd_crush_chooseleaf_type=0", "osd_pool_default_size=2", "mds_beacon_grace=8"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Real_osds_keep_what_is_written_while_one_of_them_and_a_monitor_die()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await OurMonitors.StartAsync(3, "aes", Settings);
        var osds = new List<Process>();
        for (var id = 0; id < 3; id++)
        {
            osds.Add(await cluster.MakeOsdAsync(id));
        }

        await UntilUpAsync(cluster, 3);
        Assert.Equal("pool 'p' created\n", (await cluster.CephAsync(["osd", "pool", "create", "p", "8"])).Error);
        await UntilWholeAsync(cluster);
        var file = Path.Combine(cluster.Folder, "object");
        await File.WriteAllTextAsync(file, "kept", Token);
        await cluster.RadosAsync("-p", "p", "put", "one", file);

        await CheckPlacementAsync(cluster);
        Assert.Contains(" 3 osds: 3 up (since ", await cluster.AskAsync("-s"), StringComparison.Ordinal);

        osds[2].Kill();
        await UntilUpAsync(cluster, 2);
        Assert.Contains(
            "[WRN] OSD_DOWN: 1 osds down\n    osd.2 (root=default,host=",
            await cluster.AskAsync("health", "detail"),
            StringComparison.Ordinal);
        await cluster.KillMonitorAsync("a");
        await cluster.UntilQuorumAsync(2);
        await cluster.RadosAsync("-p", "p", "put", "two", file);

        cluster.StartOsd(2);
        await UntilUpAsync(cluster, 3);
        await cluster.RadosAsync("-p", "p", "get", "one", file + ".back");
        Assert.Equal("kept", await File.ReadAllTextAsync(file + ".back", Token));
        Assert.Equal(
            ["one", "two"], (await cluster.RadosAsync("-p", "p", "ls")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());

        // One that stops in order is answered and goes at once.
        using var stop = Process.Start("kill", $"{osds[1].Id}");
        await osds[1].WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
        await UntilUpAsync(cluster, 2);
    }

    [Fact]
    public async Task A_real_metadata_server_serves_and_another_takes_over_when_it_dies()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await OurMonitors.StartAsync(1, "aes", Settings);
        await cluster.MakeOsdAsync(0);
        await cluster.MakeOsdAsync(1);
        await UntilUpAsync(cluster, 2);
        await cluster.AskAsync("osd", "pool", "create", "meta", "8");
        await cluster.AskAsync("osd", "pool", "create", "data", "8");
        var first = await cluster.StartMdsAsync("m");
        await cluster.UntilAsync(static text => text == " 1 up:standby\n" || text == "1 up:standby\n", "m stands by", "mds", "stat");

        Assert.EndsWith(
            "new fs with metadata pool 1 and data pool 2\n",
            (await cluster.CephAsync(["fs", "new", "cephfs", "meta", "data"])).Error,
            StringComparison.Ordinal);
        await cluster.UntilAsync(
            static text => text.StartsWith("cephfs:1 {0=m=up:active}", StringComparison.Ordinal), "m is active", "mds", "stat");
        await cluster.StartMdsAsync("n");
        await cluster.UntilAsync(static text => text == "cephfs:1 {0=m=up:active} 1 up:standby\n", "n stands by", "mds", "stat");

        first.Kill();
        await cluster.UntilAsync(static text => text == "cephfs:1 {0=n=up:active}\n", "n has taken over", "mds", "stat");
        Assert.NotEqual("listed 0 entries\n", (await cluster.CephAsync(["osd", "blocklist", "ls"])).Error);
    }

    private static Task UntilUpAsync(OurMonitors cluster, int count) => cluster.UntilAsync(
        text => JsonDocument.Parse(text).RootElement.GetProperty("num_up_osds").GetInt32() == count,
        $"{count} OSDs are up",
        "osd",
        "stat",
        "-f",
        "json");

    private static Task UntilWholeAsync(OurMonitors cluster) => cluster.UntilAsync(
        static text => !text.Contains("creating", StringComparison.Ordinal), "all groups are made", "osd", "pool", "ls", "detail");

    // Ceph's own tool must read our map, and find every group where we say it is.
    private static async Task CheckPlacementAsync(OurMonitors cluster)
    {
        var map = Path.Combine(cluster.Folder, "osdmap");
        await cluster.AskAsync("osd", "getmap", "-o", map);
        var dump = await CephRun.RunAsync(new ProcessStartInfo("osdmaptool", [map, "--test-map-pgs-dump"]), default, Token);
        Assert.Contains("pool 1 pg_num 8\n", dump.Text, StringComparison.Ordinal);
        foreach (var line in dump.Text.Split('\n').Where(static line => line.StartsWith("1.", StringComparison.Ordinal)))
        {
            var words = line.Split('\t');
            Assert.Contains($" acting {words[1]}\n", await cluster.AskAsync("pg", "map", words[0]), StringComparison.Ordinal);
        }
    }
}
