using System.Text.Json;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Interop.Tests.Manager.Trouble;

/// <summary>
/// Our manager in a real cluster whose wires and monitors fail: it believes nothing that is not so any more, loses nothing that it has
/// heard, and does not fill its log.
/// </summary>
[Collection(OwnManagerCollection.Name)]
public sealed class TroubleTests
{
    private const int Osds = 2;
    private const string Clean = "active+clean";
    private const int ReportsMeanwhile = 3;

    // A short period, so that a test need not wait for reports, and patience with a manager that a test has cut off.
    private const string Patient = "mgr_stats_period = 1\nmon_mgr_beacon_grace = 600";
    private const string Impatient = "mgr_stats_period = 1\nmon_mgr_beacon_grace = 8";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_manager_that_is_cut_off_from_the_monitors_for_a_while_hears_osds_meanwhile_and_stays_the_active_one()
    {
        await using var cluster = await StartAsync(new ClusterPlan(CephRelease.Pacific) { HasManager = false, Options = Patient });
        await using var ours = await ActiveAsync(cluster);
        var gid = (await MapAsync(cluster)).GetProperty("active_gid").GetInt64();

        await ours.CutOffAsync(Token);
        await ours.UntilReportedAsync(Osds, ReportsMeanwhile, Token);
        Assert.Equal([Clean], (await ours.GroupsAsync(Token)).Keys);
        ours.Network.Heal();
        await cluster.AskAsync("osd pool create more 8", Token);

        await UntilGroupsAsync(cluster, 16, Clean);
        Assert.Equal(gid, (await MapAsync(cluster)).GetProperty("active_gid").GetInt64());
        Assert.Equal(0, ours.Logged("stops serving"));
        Assert.True(ours.Logged(LogLevel.Warning) <= 3, ours.Log);
    }

    [Fact]
    public async Task A_manager_that_is_cut_off_for_too_long_is_replaced_says_nothing_more_and_is_right_again_when_its_turn_comes()
    {
        await using var cluster = await StartAsync(new ClusterPlan(CephRelease.Pacific) { Osds = 3, Options = Impatient });
        await using var ours = await StandbyAsync(cluster);
        await cluster.AskAsync("mgr fail x", Token);
        await UntilActiveAsync(cluster, "y", ours);
        await UntilStandbyAsync(cluster, "x");
        await UntilGroupsAsync(cluster, 8, Clean);

        await ours.CutOffAsync(Token);
        await UntilActiveAsync(cluster, "x", ours);
        await cluster.KillAsync("osd.2", Token);
        await cluster.AskAsync("osd down 2", Token);
        await UntilGroupsAsync(cluster, 8, "undersized");
        ours.Network.Heal();
        await UntilStandbyAsync(cluster, "y");

        // The other one is believed, all the while.
        Assert.Equal("x", (await MapAsync(cluster)).GetProperty("active_name").GetString());
        await UntilGroupsAsync(cluster, 8, "undersized");
        await cluster.AskAsync("mgr fail x", Token);
        await UntilActiveAsync(cluster, "y", ours);
        await UntilGroupsAsync(cluster, 8, "undersized");
        await cluster.StartDaemonAsync("osd.2", Token);
        await UntilGroupsAsync(cluster, 8, Clean);
        Assert.Equal(1, ours.Logged("stops serving"));
    }

    [Fact]
    public async Task Connections_of_osds_that_flap_cost_no_report_and_no_line()
    {
        const int Rounds = 10;
        await using var cluster = await StartAsync(new ClusterPlan(CephRelease.Pacific) { HasManager = false, Options = Patient });
        await using var ours = await ActiveAsync(cluster);
        for (var round = 0; round < Rounds; round++)
        {
            Assert.True(ours.Network.BreakAccepted() > 0);
            await ours.UntilReportedAsync(Osds, times: 1, Token);
        }

        await UntilGroupsAsync(cluster, 8, Clean);
        Assert.Equal(1, ours.Logged("osd.0 reports to us"));
        Assert.Equal(1, ours.Logged("osd.1 reports to us"));
        Assert.True(ours.Logged(LogLevel.Warning) == 0, ours.Log);
    }

    [Theory]
    [InlineData("b", "c")]
    [InlineData("a", "b", "c")]
    public async Task Monitors_that_are_lost_and_come_back_cost_neither_the_active_role_nor_a_report(params string[] lost)
    {
        await using var cluster = await StartAsync(
            new ClusterPlan(CephRelease.Pacific) { Monitors = 3, HasManager = false, Options = Patient });
        await using var ours = await ActiveAsync(cluster);
        var gid = (await MapAsync(cluster)).GetProperty("active_gid").GetInt64();

        foreach (var monitor in lost)
        {
            await cluster.KillAsync($"mon.{monitor}", Token);
        }

        await ours.UntilReportedAsync(Osds, 3 * ReportsMeanwhile, Token);
        Assert.Equal([Clean], (await ours.GroupsAsync(Token)).Keys);
        foreach (var monitor in lost)
        {
            await cluster.StartDaemonAsync($"mon.{monitor}", Token);
        }

        await UntilActiveAsync(cluster, "y", ours);
        await cluster.AskAsync("osd pool create more 8", Token);
        await UntilGroupsAsync(cluster, 16, Clean);
        Assert.Equal(gid, (await MapAsync(cluster)).GetProperty("active_gid").GetInt64());
        Assert.Equal(0, ours.Logged("stops serving"));
        Assert.True(ours.Logged(LogLevel.Warning) <= 1 + lost.Length, ours.Log);
    }

    private static async Task<RealCluster> StartAsync(ClusterPlan plan)
    {
        ClusterFixture.Need(plan.Release);
        return await RealCluster.StartAsync(plan with { HasFileSystem = false }, Token);
    }

    private static async Task<TroubledManager> StandbyAsync(RealCluster cluster)
    {
        await cluster.AskAsync("osd pool create p 8", Token);
        await cluster.AskAsync("osd pool set p pg_autoscale_mode off", Token);
        await cluster.AskAsync("osd pool application enable p test", Token);
        return await TroubledManager.StartAsync(cluster, "y", Token);
    }

    /// <summary>Made active, with one pool of eight groups.</summary>
    private static async Task<TroubledManager> ActiveAsync(RealCluster cluster)
    {
        var ours = await StandbyAsync(cluster);
        await UntilActiveAsync(cluster, "y", ours);
        await UntilGroupsAsync(cluster, 8, Clean);
        return ours;
    }

    private static async Task<JsonElement> MapAsync(RealCluster cluster) =>
        JsonElement.Parse(await cluster.AskAsync("mgr dump -f json", Token));

    private static async Task UntilActiveAsync(RealCluster cluster, string name, TroubledManager ours)
    {
        try
        {
            await Eventually.SeeAsync(
                () => MapAsync(cluster),
                map => map.GetProperty("active_name").GetString() == name && map.GetProperty("available").GetBoolean(),
                $"mgr.{name} is active and available",
                Token);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"{error.Message}\n{ours.Log}", error);
        }
    }

    private static Task<JsonElement> UntilStandbyAsync(RealCluster cluster, string name) => Eventually.SeeAsync(
        () => MapAsync(cluster),
        map => map.GetProperty("standbys").EnumerateArray().Any(standby => standby.GetProperty("name").GetString() == name),
        $"mgr.{name} stands by",
        Token);

    /// <summary>As the monitors tell it: the pool's groups, and all or some of them in a state.</summary>
    private static Task<JsonElement> UntilGroupsAsync(RealCluster cluster, int atLeast, string state) => Eventually.SeeAsync(
        async () => JsonElement.Parse(await cluster.AskAsync("status -f json", Token)).GetProperty("pgmap"),
        map =>
        {
            var states = map.GetProperty("pgs_by_state").EnumerateArray()
                .Select(static found => found.GetProperty("state_name").GetString()!).ToArray();
            return map.GetProperty("num_pgs").GetInt32() >= atLeast && states.Length > 0
                && (state == Clean
                    ? states.All(found => found == state)
                    : states.Any(found => found.Contains(state, StringComparison.Ordinal)));
        },
        $"{atLeast} groups, {state}",
        Token);
}
