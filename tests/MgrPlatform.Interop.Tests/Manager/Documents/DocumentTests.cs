using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Manager.Documents;

/// <summary>
/// The same module asks ceph-mgr and our manager for every document of the same cluster. Not of 18.2.7: Debian's ceph-mgr of that release
/// runs no module (Python modules written in Rust refuse to be loaded into it), so there is nothing to compare with.
/// </summary>
[Collection(OwnManagerCollection.Name)]
public sealed class DocumentTests
{
    private static readonly string[] Names =
    [
        "osd_map", "osd_map_tree", "osd_map_crush", "osdmap_crush_map_text", "osd_map_other", "fs_map", "mon_map", "mgr_map", "service_map",
        "config",
        "config_options", "modified_config_options", "osd_metadata", "mds_metadata", "pg_summary", "pg_status", "pg_dump", "pg_stats",
        "pg_progress",
        "pg_ready", "active_clean_pgs", "pool_stats", "osd_pool_stats", "osd_stats", "osd_ping_times", "io_rate", "df", "devices", "health",
        "mon_status",
        "mgr_ips", "have_local_config_map", "no_such_document",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CephRelease.Pacific)]
    [InlineData(CephRelease.Tentacle)]
    public async Task Every_document_is_what_ceph_mgr_gives_but_for_what_the_docs_list_and_all_of_that_is_so(CephRelease release)
    {
        ClusterFixture.Need(release);
        var root = CephInstallation.Of(release).Root;
        var inside = $"/{(root.Length > 0 ? "root" : "tmp")}/mgrp-modules-{Guid.NewGuid():N}";
        var modules = Directory.CreateDirectory(root + inside).FullName;
        try
        {
            foreach (var module in Directory.GetFileSystemEntries($"{root}/usr/share/ceph/mgr"))
            {
                File.CreateSymbolicLink(Path.Combine(modules, Path.GetFileName(module)), module[root.Length..]);
            }

            TakeoverTests.Copy(Path.Combine(AppContext.BaseDirectory, "modules", "docdump"), Path.Combine(modules, "docdump"));
            await CompareAsync(new ClusterPlan(release) { Osds = 3, ModulePath = inside });
        }
        finally
        {
            Directory.Delete(modules, recursive: true);
        }
    }

    private static async Task CompareAsync(ClusterPlan plan)
    {
        // Else groups are split between what the one manager tells and what the other does.
        plan = plan with { Options = "osd_pool_default_pg_autoscale_mode = off" };
        await using var cluster = await RealCluster.StartAsync(plan, Token);
        await using var ours = await ManagerProcess.StartAsync(cluster, "y", Token);
        TakeoverTests.Copy(Path.Combine(AppContext.BaseDirectory, "modules", "docdump"), Path.Combine(ours.Plugins, "docdump"));
        await ours.UntilStandbyAsync(Token);
        await cluster.AskAsync("mgr module enable docdump --force", Token);
        var theirs = await AskAllAsync(cluster);

        await cluster.AskAsync("mgr fail x", Token);
        await ours.UntilAvailableAsync(Token);
        await cluster.UntilCleanAsync(Token);
        var mine = await AskAllAsync(cluster);

        var differences = Names
            .SelectMany(name => FlatDocument.Differences(theirs[name], mine[name])
                .Select(found => (Name: name, found.Place, found.Example)))
            .DistinctBy(static found => (found.Name, found.Place)).ToArray();
        var known = KnownDifference.ReadAll();
        var unlisted = differences.Where(found => !known.Any(line => line.Covers(found.Name, found.Place)))
            .Select(static found => $"{found.Name}{found.Place}: {found.Example}");
        Assert.True(!unlisted.Any(), $"differences that docs/operators/documents.md does not list:\n{string.Join('\n', unlisted)}");
        var untrue = known.Where(line =>
            line.Releases.Contains(plan.Release) && !differences.Any(found => line.Covers(found.Name, found.Place)));
        Assert.True(
            !untrue.Any(), $"docs/operators/documents.md lists what is no difference in {plan.Release}:\n{string.Join('\n', untrue)}");
    }

    private static async Task<Dictionary<string, string>> AskAllAsync(RealCluster cluster)
    {
        // All OSDs have reported, and the sums have been made from more than one report.
        await Eventually.SeeAsync(
            () => TryAsync(cluster, "pg_ready"),
            static text => text.Contains("true", StringComparison.Ordinal),
            "all OSDs have reported",
            Token);
        await Eventually.SeeAsync(
            () => TryAsync(cluster, "io_rate"),
            static text => text.Length > 0 && !text.Contains("\"stamp_delta\": \"0.0", StringComparison.Ordinal),
            "there are rates",
            Token);
        await Eventually.SeeAsync(
            () => TryAsync(cluster, "health"),
            static text => text.Contains("HEALTH", StringComparison.Ordinal),
            "the monitors' digest is here",
            Token);
        Dictionary<string, string> documents = [];
        foreach (var name in Names)
        {
            documents[name] = await cluster.AskAsync($"docdump {name}", Token);
        }

        return documents;
    }

    private static async Task<string> TryAsync(RealCluster cluster, string name)
    {
        var run = await cluster.CephAsync($"docdump {name}", Token);
        return run.ExitCode == 0 ? run.Text : "";
    }
}
