namespace MgrPlatform.DevCluster.Tests;

public sealed class DurabilityTests
{
    [Fact]
    public async Task Options_keys_and_enabled_modules_survive_a_restart()
    {
        var directory = Directory.CreateTempSubdirectory("mgrp-cluster-").FullName;
        Guid fsid;
        await using (var first = new ClusterFixture(directory: directory))
        {
            Assert.Equal(["fsstatus", "rest", "webhook"], first.Cluster.EnabledModules);
            fsid = first.Cluster.Identity.Fsid;
            await first.Cluster.SetOptionAsync("mgr/hello/place", "Ohrid", TestContext.Current.CancellationToken);
            await first.Cluster.SetStoreAsync("mgr/hello/key", "1", TestContext.Current.CancellationToken);
            await first.Cluster.SetStoreAsync("mgr/hello/gone", "1", TestContext.Current.CancellationToken);
            await first.Cluster.SetStoreAsync("mgr/hello/gone", null, TestContext.Current.CancellationToken);
            await first.RunAsync("""{"prefix": "mgr module enable", "module": "hello", "force": "--force"}""");
            await first.RunAsync("""{"prefix": "mgr module disable", "module": "webhook"}""");
        }

        await using (var second = new ClusterFixture(directory: directory))
        {
            Assert.Equal(["fsstatus", "hello", "rest"], second.Cluster.EnabledModules);
            Assert.Equal(fsid, second.Cluster.Identity.Fsid);
            Assert.Equal("Ohrid", second.Cluster.Options["mgr/hello/place"]);
            Assert.Equal("1", second.Cluster.Store["mgr/hello/key"]);
            Assert.DoesNotContain("mgr/hello/gone", second.Cluster.Store.Keys);
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task What_was_acknowledged_is_on_the_disk_while_the_cluster_still_runs()
    {
        await using var cluster = new ClusterFixture();
        await cluster.Cluster.SetStoreAsync("mgr/hello/key", "kept", TestContext.Current.CancellationToken);

        // What a power cut now would leave.
        var copy = Directory.CreateTempSubdirectory("mgrp-cluster-").FullName;
        foreach (var file in Directory.GetFiles(cluster.Directory))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        await using (var after = new ClusterFixture(directory: copy))
        {
            Assert.Equal("kept", after.Cluster.Store["mgr/hello/key"]);
        }

        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task Only_the_owner_can_read_what_is_stored()
    {
        await using var cluster = new ClusterFixture();
        await cluster.SettleAsync();

        Assert.All(
            Directory.GetFiles(cluster.Directory),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task Writers_at_once_each_get_their_change_and_their_event()
    {
        await using var cluster = new ClusterFixture();

        await Task.WhenAll(Enumerable.Range(0, 2000).Select(i =>
            cluster.Cluster.SetStoreAsync($"mgr/hello/{i:D4}", $"{i}", TestContext.Current.CancellationToken)));

        Assert.Equal(2000, cluster.Cluster.Store.Keys.Count(key => key.StartsWith("mgr/hello/", StringComparison.Ordinal)));
        var told = cluster.TakeEvents().OfType<MgrPlatform.Modules.Backend.BackendEvent.StoreChanged>().SelectMany(change => change.Keys).ToHashSet();
        Assert.Equal(2000, told.Count(key => key.StartsWith("mgr/hello/", StringComparison.Ordinal)));
    }
}
