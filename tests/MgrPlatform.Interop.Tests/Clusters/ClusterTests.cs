using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Clusters;

/// <summary>The clusters that all other tests here stand on.</summary>
public sealed class ClusterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<ClusterPlan, string> Plans => new()
    {
        { new ClusterPlan(CephRelease.Pacific) { Monitors = 3, Osds = 1, HasFileSystem = false, Mode = "secure" }, "16.2.15" },
        { new ClusterPlan(CephRelease.Reef) { Osds = 1, HasFileSystem = false }, "18.2.7" },
        { new ClusterPlan(CephRelease.Tentacle) { Osds = 1, HasFileSystem = false, HasManager = false }, "20.2.4" },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task A_cluster_starts_answers_and_leaves_nothing_behind(ClusterPlan plan, string version)
    {
        ClusterFixture.Need(plan.Release);
        string folder;
        int[] daemons;
        await using (var cluster = await RealCluster.StartAsync(plan, Token))
        {
            folder = cluster.Folder;
            Assert.Contains($"\"version\": \"{version}\"", await cluster.AskAsync("tell mon.a version", Token), StringComparison.Ordinal);
            Assert.Equal(Enumerable.Range(0, plan.Monitors).Select(i => $"mon.{(char)('a' + i)}"), Names(folder, "mon."));
            daemons = [.. Directory.GetFiles(folder, "*.pid")
                .Select(file => int.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture))];
            Assert.All(daemons, static daemon => Assert.True(Directory.Exists($"/proc/{daemon}")));
        }

        Assert.False(Directory.Exists(folder));
        Assert.All(daemons, static daemon => Assert.False(Directory.Exists($"/proc/{daemon}")));
    }

    private static IEnumerable<string?> Names(string folder, string begin) =>
        Directory.GetFiles(folder, $"{begin}*.pid").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
}
