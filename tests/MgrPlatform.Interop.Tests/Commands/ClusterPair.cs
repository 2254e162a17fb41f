using System.Text.Json;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.Interop.Tests.Monitors;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Commands;

/// <summary>
/// A cluster of our monitors and one of Ceph's, of the same shape: Ceph's manager, two OSDs, a metadata server with a file system, all of
/// 16.2.15, cephx, encrypted connections. Started when the first test asks, and clean whenever they are handed out.
/// </summary>
public sealed class ClusterPair(int monitors) : IAsyncDisposable
{
    private static readonly string[] Settings = ["osd_crush_chooseleaf_type=0", "osd_pool_default_size=2"];

    private RealCluster? _theirs;
    private OurMonitors? _ours;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal OurMonitors Ours => _ours ?? throw new InvalidOperationException("the clusters are not started");

    internal RealCluster Theirs => _theirs ?? throw new InvalidOperationException("the clusters are not started");

    internal async Task StartAsync()
    {
        if (_ours is null)
        {
            ClusterFixture.Need(CephRelease.Pacific);
            _theirs = await RealCluster.StartAsync(
                new ClusterPlan(CephRelease.Pacific) { Monitors = monitors, Mode = "secure", HasFileSystem = false }, Token);
            await StartMdsAsync(_theirs);
            await MakeFilesystemAsync(words => _theirs.AskAsync(words, Token));
            _ours = await OurMonitors.StartAsync(monitors, "aes", Settings);
            await _ours.StartManagerAsync("x");
            await _ours.MakeOsdAsync(0);
            await _ours.MakeOsdAsync(1);
            await _ours.StartMdsAsync("m");
            await MakeFilesystemAsync(words => _ours.AskAsync(words.Split(' ')));
        }

        await Eventually.SeeAsync(
            async () => (
                await _theirs!.AskAsync("status -f json", Token),
                await _ours.AskAsync("status", "-f", "json")),
            static both => IsWhole(both.Item1) && IsWhole(both.Item2) && Groups(both.Item1) == Groups(both.Item2),
            "both clusters are healthy and have as many groups",
            Token);
    }

    /// <summary>What the tool of a release needs, under the same paths in its chroot; and the files of the table.</summary>
    internal async Task CopyIntoAsync(CephInstallation tool)
    {
        foreach (var (from, name) in ((string, string)[])[
            (Path.Combine(Ours.Folder, "ceph.conf"), "ceph.conf"), (Path.Combine(Ours.Folder, "keyring"), "keyring"),
            (ToolBatch.Asset("assimilate.conf"), "assimilate.conf"), (ToolBatch.Asset("broken.conf"), "broken.conf")])
        {
            var text = await File.ReadAllTextAsync(from, Token);
            if (name == "ceph.conf")
            {
                const string secure = "[global]\nms_mon_client_mode = secure\nms_client_mode = secure\n";
                text = text.Replace("[global]\n", secure, StringComparison.Ordinal);
            }

            await WriteAsync(tool, Ours.Folder, name, text);
        }

        foreach (var (from, name) in ((string, string)[])[
            (Theirs.Conf, "ceph.conf"), (Theirs.Keyring, "keyring"), (ToolBatch.Asset("assimilate.conf"), "assimilate.conf"),
            (ToolBatch.Asset("broken.conf"), "broken.conf")])
        {
            await WriteAsync(tool, Theirs.Folder, name, await File.ReadAllTextAsync(from, Token));
        }
    }

    /// <summary>Takes away what <see cref="CopyIntoAsync"/> left in a chroot.</summary>
    internal void RemoveFrom(CephInstallation tool)
    {
        foreach (var folder in ((string[])[Ours.Folder, Theirs.Folder]).Where(_ => tool.IsChroot))
        {
            Directory.Delete(tool.Root + folder, recursive: true);
        }
    }

    /// <summary>The configuration that <see cref="CopyIntoAsync"/> wrote, as the tool sees it.</summary>
    internal static string Conf(string folder) => Path.Combine(folder, ToolFolder, "ceph.conf");

    internal const string ToolFolder = "tool";

    public async ValueTask DisposeAsync()
    {
        if (_ours is not null)
        {
            await _ours.DisposeAsync();
        }

        if (_theirs is not null)
        {
            await _theirs.DisposeAsync();
        }
    }

    private static Task WriteAsync(CephInstallation tool, string folder, string name, string text)
    {
        var path = Directory.CreateDirectory(Path.Join(tool.Root, folder, ToolFolder)).FullName;
        return File.WriteAllTextAsync(
            Path.Combine(path, name),
            text.Replace($"{folder}/keyring", $"{folder}/{ToolFolder}/keyring", StringComparison.Ordinal),
            Token);
    }

    // The manager makes a pool of its own when it finds OSDs enough; its place in the list must be the same.
    private static async Task MakeFilesystemAsync(Func<string, Task<string>> ask)
    {
        await Eventually.SeeAsync(
            () => ask("osd pool ls"), static pools => pools == "device_health_metrics\n", "the manager has made its pool", Token);
        foreach (var pool in (string[])["fsmeta", "fsdata"])
        {
            // Else their numbers of groups change in the middle of a comparison, in one cluster earlier than in the other.
            await ask($"osd pool create {pool} 8");
            await ask($"osd pool set {pool} pg_autoscale_mode off");
        }

        await ask("fs new cephfs fsmeta fsdata");
    }

    private static async Task StartMdsAsync(RealCluster cluster)
    {
        Directory.CreateDirectory(Path.Combine(cluster.Folder, "mds.m"));
        string[] words =
        [
            "auth", "get-or-create", "mds.m", "mon", "profile mds", "osd", "allow *", "mds", "allow", "mgr", "profile mds", "-o",
            cluster.PathInside("mds.m/keyring"),
        ];
        var made = await cluster.CephAsync(words, default, Token);
        Assert.True(made.ExitCode == 0, made.Everything);
        await cluster.StartDaemonAsync("mds.m", Token);
    }

    private static bool IsWhole(string status)
    {
        var json = JsonDocument.Parse(status).RootElement;
        return json.GetProperty("health").GetProperty("status").GetString() == "HEALTH_OK"
            && json.GetProperty("progress_events").EnumerateObject().MoveNext() is false
            && json.GetProperty("fsmap").GetProperty("by_rank").EnumerateArray()
                .Any(static rank => rank.GetProperty("status").GetString() == "up:active")
            && json.GetProperty("pgmap").GetProperty("pgs_by_state").EnumerateArray()
                .All(static state => state.GetProperty("state_name").GetString() == "active+clean");
    }

    private static int Groups(string status) =>
        JsonDocument.Parse(status).RootElement.GetProperty("pgmap").GetProperty("num_pgs").GetInt32();
}
