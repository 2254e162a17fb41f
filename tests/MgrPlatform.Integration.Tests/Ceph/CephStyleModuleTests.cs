using System.Text.Json.Nodes;
using MgrPlatform.Integration.Tests.Kit;
using MgrPlatform.Modules.Commands;
using MgrPlatform.TestKit.Hosting;

namespace MgrPlatform.Integration.Tests.Ceph;

/// <summary>Plugin folders as authors of three ages of Ceph wrote them, side by side in one manager.</summary>
public sealed class CephStyleModuleTests
{
    [Fact]
    public async Task A_module_written_for_Kraken_answers()
    {
        await using var cluster = await StartAsync("kraken_style");

        Assert.Equal("3\n", await cluster.AskAsync("kraken count"));
        Assert.Equal("3\n", await cluster.AskAsync("kraken count in"));
        Assert.Equal(3, JsonNode.Parse(await cluster.AskAsync("kraken ask"))!["num_osds"]!.GetValue<int>());
        await cluster.UntilTextAsync("kraken notified", "kraken-tag");
        Assert.Equal("one\n", await cluster.AskAsync("kraken remember one"));
        Assert.Equal("one two\n", await cluster.AskAsync("kraken remember two"));

        var refused = await cluster.SayAsync("kraken refuse");
        Assert.Equal((-Errno.Busy, "the kraken sleeps"), (refused.Code, refused.Status));
    }

    [Fact]
    public async Task A_module_written_for_Reef_answers_and_hears_of_its_options_at_once()
    {
        await using var cluster = await StartAsync("reef_style");

        Assert.True((await cluster.JsonAsync("reef hosts"))["vm"]!.GetValue<int>() > 3);
        Assert.Equal(-Errno.NotFound, (await cluster.SayAsync("reef hosts nosuch")).Code);

        Assert.Equal("2\n", await cluster.AskAsync("reef thresholds"));
        await cluster.SetOptionAsync("reef_style", "threshold", 4);
        await cluster.UntilAsync("reef thresholds", result => result.OutputText == "2 4\n", "config_notify has come, once");
        var wrong = await cluster.SayAsync("config set mgr mgr/reef_style/threshold 40");
        Assert.Equal(-Errno.Invalid, wrong.Code);
        Assert.Contains(", from 1 to 10", wrong.Status, StringComparison.Ordinal);

        await cluster.AskAsync("reef judge 3");
        var health = await cluster.UntilTextAsync("health detail", "REEF_TOO_FEW");
        Assert.Contains("    3 < 4", health.OutputText, StringComparison.Ordinal);
        await cluster.UntilTextAsync("status", "3 OSDs are too few");
        await cluster.AskAsync("reef judge 5");
        await cluster.UntilNotTextAsync("health detail", "REEF");
    }

    [Fact]
    public async Task A_module_written_for_Tentacle_answers()
    {
        await using var cluster = await StartAsync("tentacle_style");

        var pools = await cluster.AskAsync("tentacle pools");
        Assert.Contains("fsdata fsmeta", pools, StringComparison.Ordinal);
        Assert.Equal(pools.ToUpperInvariant(), await cluster.AskAsync("tentacle pools --upper"));
        Assert.Equal("v\n", await cluster.AskAsync("tentacle keep k v"));
        Assert.Equal("v", (await cluster.AskAsync("config-key get mgr/tentacle_style/k")).TrimEnd('\n'));
    }

    private static async Task<TestCluster> StartAsync(string module)
    {
        var cluster = await TestCluster.StartAsync(prepare: plugins => TestModules.Copy(module, plugins));
        await cluster.EnableAsync(module);
        var info = await cluster.JsonAsync($"module info {module}");
        Assert.StartsWith("unrestricted", info["capabilities"]!.ToString(), StringComparison.Ordinal);
        return cluster;
    }
}
