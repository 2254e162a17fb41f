using System.Diagnostics;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Monitors;

/// <summary>The tools of 18.2.7 and 20.2.4 with our monitors, the latter with keys of the type <c>aes256k</c>.</summary>
[Trait("tier", "foreign")]
public sealed class LaterReleasesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CephRelease.Reef, "aes")]
    [InlineData(CephRelease.Tentacle, "aes256k")]
    public async Task A_later_tool_reads_and_writes(CephRelease release, string cipher)
    {
        ClusterFixture.Need(release);
        var root = CephInstallation.Of(release).Root;
        await using var cluster = await OurMonitors.StartAsync(1, cipher, release);

        await cluster.CopyIntoAsync(root);
        try
        {
            Assert.Equal(cluster.Fsid + "\n", (await InsideAsync("fsid")).Text);
            Assert.Equal("set a\n", (await InsideAsync("config-key", "set", "a", "b")).Error);
            Assert.Equal("b", (await InsideAsync("config-key", "get", "a")).Text);
            Assert.Contains("e1: 1 mons at", (await InsideAsync("mon", "stat")).Text, StringComparison.Ordinal);
            Assert.Equal(0, (await InsideAsync("auth", "get-or-create", "client.t", "mon", "allow r")).ExitCode);
        }
        finally
        {
            Directory.Delete(root + cluster.Folder, recursive: true);
        }

        Task<CephRun> InsideAsync(params string[] words) => CephRun.RunAsync(
            new ProcessStartInfo("chroot", [root, "ceph", "-c", cluster.Conf, "--connect-timeout", "60", .. words]), default, Token);
    }
}
