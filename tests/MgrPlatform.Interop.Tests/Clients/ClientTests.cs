using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.Client;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Interop.Tests.Clients;

/// <summary>What must hold with every release, any number of monitors, with cephx and without.</summary>
public abstract class ClientTests(ClusterFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("osd tree")]
    [InlineData("osd dump")]
    [InlineData("mon dump")]
    [InlineData("mgr dump")]
    [InlineData("fs dump")]
    [InlineData("config dump")]
    public async Task Monitors_answer_us_as_they_answer_the_official_tool(string words)
    {
        var cluster = await fixture.GetAsync();
        await using var client = await RealClient.ConnectAsync(cluster);

        await SameAsync(cluster, words, () => client.Monitors.CommandAsync(Json(words), default, RealClient.Limit, Token));
    }

    [Theory]
    [InlineData("crc")]
    [InlineData("secure")]
    public async Task Managers_and_daemons_answer_us_in_either_mode(string mode)
    {
        var cluster = await fixture.GetAsync();
        if (mode == "secure" && !cluster.Plan.HasCephx)
        {
            mode = "crc"; // There is no secret to encrypt with.
        }

        await using var client = await RealClient.ConnectAsync(cluster, ("ms_mon_client_mode", mode), ("ms_client_mode", mode));

        await SameAsync(cluster, "pg ls", () => client.Manager.CommandAsync(Json("pg ls"), default, RealClient.Limit, Token));
        await SameAsync(
            cluster, "tell osd.0 version", () => client.Daemons.TellOsdAsync(0, Json("version"), default, RealClient.Limit, Token));
        await SameAsync(
            cluster, "tell mon.a version", () => client.Daemons.TellMonitorAsync("a", Json("version"), default, RealClient.Limit, Token));
        await SameAsync(
            cluster, "tell mds.m version", () => client.Daemons.TellMdsAsync("m", Json("version"), default, RealClient.Limit, Token));
        await SameAsync(cluster, "tell mgr.x version", () => client.Manager.TellAsync(Json("version"), default, RealClient.Limit, Token));
        Assert.NotNull(JsonNode.Parse(await client.Daemons.PingMonitorAsync("a", RealClient.Limit, Token))!["mon_status"]);
    }

    [Fact]
    public async Task Binary_values_of_64_KiB_travel_both_ways()
    {
        var cluster = await fixture.GetAsync();
        await using var client = await RealClient.ConnectAsync(cluster);
        var value = new byte[64 * 1024];
        new Random(7).NextBytes(value);

        var set = await client.Monitors.CommandAsync(
            "{\"prefix\":\"config-key set\",\"key\":\"client/binary\"}", value, RealClient.Limit, Token);
        var read = await client.Monitors.CommandAsync(
            "{\"prefix\":\"config-key get\",\"key\":\"client/binary\"}", default, RealClient.Limit, Token);
        await client.Monitors.CommandAsync("{\"prefix\":\"config-key rm\",\"key\":\"client/binary\"}", default, RealClient.Limit, Token);

        Assert.Equal((0, "set client/binary"), (set.Code, set.Status));
        Assert.Equal(value, read.Output.ToArray());
    }

    [Fact]
    public async Task A_line_of_ours_is_in_the_cluster_log()
    {
        var cluster = await fixture.GetAsync();
        await using var client = await RealClient.ConnectAsync(cluster);
        var line = $"our client was here {Guid.NewGuid():N}";

        await client.Monitors.LogAsync(LogLevel.Information, "cluster", line);

        await Eventually.SeeAsync(
            () => cluster.AskAsync("log last 50", Token),
            log => log.Contains(line, StringComparison.Ordinal),
            "our line in the log",
            Token);
    }

    [Fact]
    public async Task Unknown_commands_versions_and_daemons_get_answers_at_once()
    {
        var cluster = await fixture.GetAsync();
        await using var client = await RealClient.ConnectAsync(cluster);

        Assert.Equal(-Errno.Invalid, (await client.Monitors.CommandAsync(Json("no such thing"), default, RealClient.Limit, Token)).Code);
        Assert.Equal(-Errno.NoEntry, (await client.Daemons.TellOsdAsync(99, Json("version"), default, RealClient.Limit, Token)).Code);
        Assert.Equal(-Errno.NoEntry, (await client.Daemons.TellMdsAsync("z", Json("version"), default, RealClient.Limit, Token)).Code);
        Assert.True((await client.Monitors.GetVersionAsync("osdmap", RealClient.Limit, Token)).Newest > 1);
    }

    private protected Task<RealCluster> ClusterAsync() => fixture.GetAsync();

    private static string Json(string words) => $"{{\"prefix\":\"{words}\"}}";

    /// <summary>Maps move on by themselves: both are asked until they saw the same moment.</summary>
    private static async Task SameAsync(RealCluster cluster, string words, Func<Task<CommandResult>> ask) => await Eventually.SeeAsync(
        async () =>
        {
            var theirs = await cluster.AskAsync(words, Token);
            var ours = await ask();
            Assert.True(ours.Code == 0, $"{words}: {ours.Code} {ours.Status}");
            return (Theirs: theirs.Trim(), Ours: Encoding.UTF8.GetString(ours.Output.Span).Trim());
        },
        static both => both.Theirs == both.Ours,
        $"the same answer to {words}",
        Token);
}
