using System.Text;
using System.Text.RegularExpressions;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Monitors;

/// <summary>The official tool of 16.2.15 with our monitors: the same words, texts and exit codes as with Ceph's.</summary>
[Trait("tier", "foreign")]
public sealed partial class OfficialToolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task The_tool_finds_what_it_finds_in_ceph(int monitors)
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await OurMonitors.StartAsync(monitors);

        Assert.Equal(cluster.Fsid + "\n", await cluster.AskAsync("fsid"));
        Assert.Equal($"e1: {monitors} mons at", (await cluster.AskAsync("mon", "stat"))[..13]);
        Assert.Contains(
            "min_mon_release 16 (pacific)\nelection_strategy: 1\n0: v2:127.0.0.1:",
            await cluster.AskAsync("mon", "dump"),
            StringComparison.Ordinal);

        await SeeAsync(cluster, 0, "", "set a/b\n", "config-key", "set", "a/b", "cee");
        await SeeAsync(cluster, 0, "cee", "", "config-key", "get", "a/b");
        await SeeAsync(cluster, 0, "", "key 'a/b' exists\n", "config-key", "exists", "a/b");
        await SeeAsync(cluster, 0, "", "key deleted\n", "config-key", "rm", "a/b");
        await SeeAsync(cluster, 2, "", "Error ENOENT: \n", "config-key", "get", "a/b");
        await SeeAsync(cluster, 2, "", "Error ENOENT: key 'a/b' doesn't exist\n", "config-key", "exists", "a/b");

        await SeeAsync(cluster, 0, "", "", "config", "set", "osd.0", "osd_max_backfills", "3");
        await SeeAsync(cluster, 0, "3\n", "", "config", "get", "osd.0", "osd_max_backfills");
        await SeeAsync(cluster, 0, "5.000000\n", "", "config", "get", "mon", "mon_lease");
        await SeeAsync(
            cluster, 0,
            "WHO    MASK  LEVEL     OPTION             VALUE  RO\nosd.0        advanced  osd_max_backfills  3        \n", "", "config",
            "get", "osd.0");
        await SeeAsync(cluster, 22, "", "Error EINVAL: unrecognized config option 'nonsense'\n", "config", "set", "mgr", "nonsense", "1");
        await SeeAsync(
            cluster, 22, "", "Error EINVAL: error parsing value: strict_si_cast: unit prefix not recognized\n", "config", "set", "osd",
            "osd_max_backfills", "abc");
        await SeeAsync(
            cluster, 22, "", "Error EINVAL: unrecognized config target 'foo.bar'\n", "config", "set", "foo.bar", "mon_lease", "3");

        await SeeAsync(cluster, 0, "", "added key for client.t\n", "auth", "add", "client.t", "mon", "allow r");
        await SeeAsync(
            cluster, 22, "", "Error EINVAL: entity client.t exists but cap mon does not match\n", "auth", "add", "client.t", "mon",
            "allow rw");
        await SeeAsync(
            cluster, 22, "", "Error EINVAL: key for client.t exists but cap mon does not match\n", "auth", "get-or-create", "client.t",
            "mon", "allow x");
        await SeeAsync(
            cluster, 22, "", "Error EINVAL: mon capability parse failed, stopped at 'alow r' of 'alow r'\n", "auth", "caps", "client.t",
            "mon", "alow r");
        await SeeAsync(cluster, 0, "", "updated\n", "auth", "rm", "client.t");
        await SeeAsync(cluster, 0, "", "entity client.t does not exist\n", "auth", "rm", "client.t");
        await SeeAsync(cluster, 2, "", "Error ENOENT: failed to find client.t in keyring\n", "auth", "get", "client.t");

        await SeeAsync(cluster, 0, "", "Daemon not found 'nosuch', already failed?\n", "mgr", "fail", "nosuch");
        await SeeAsync(
            cluster, 22, "", "Error EINVAL: module 'balancer' cannot be disabled (always-on)\n", "mgr", "module", "disable", "balancer");
        await SeeAsync(cluster, 2, "", "Error ENOENT: health alert OSD_DOWN is not currently raised\n", "health", "mute", "OSD_DOWN");
        await SeeAsync(cluster, 22, "", "Error EINVAL: invalid duration: 1x (unrecogized unit 'x')\n", "health", "mute", "OSD_DOWN", "1x");

        await cluster.AskAsync("log", "hello", "world");
        Assert.Contains(
            "client.admin (client.?) 0 : cluster [INF] hello world\n",
            await cluster.AskAsync("log", "last", "50"),
            StringComparison.Ordinal);
        Assert.Equal("16.2.15", (await cluster.AskJsonAsync("tell", "mon.a", "version")).GetProperty("version").GetString());
        Assert.Contains("\"mon_status\"", await cluster.AskAsync("ping", "mon.a"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crc")]
    [InlineData("secure")]
    public async Task Both_modes_of_a_connection_work(string mode)
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await OurMonitors.StartAsync(1);

        Assert.Equal(cluster.Fsid + "\n", await cluster.AskAsync("--ms_mon_client_mode", mode, "fsid"));
    }

    [Fact]
    public async Task Whoever_has_no_key_or_the_wrong_one_is_told_so_at_once()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await OurMonitors.StartAsync(1);
        var wrong = Path.Combine(cluster.Folder, "wrong");
        await File.WriteAllTextAsync(
            wrong,
            "[client.admin]\n\tkey = AQAWFwdr56w+MhAApDOmT9s0r4Rpggb8zSjpAA==\n"
            + "[client.nobody]\n\tkey = AQAWFwdr56w+MhAApDOmT9s0r4Rpggb8zSjpAA==\n",
            TestContext.Current.CancellationToken);
        await cluster.AskAsync("auth", "add", "client.capless", "osd", "allow r");
        await File.WriteAllTextAsync(
            Path.Combine(cluster.Folder, "capless"),
            await cluster.AskAsync("auth", "get", "client.capless"),
            TestContext.Current.CancellationToken);

        foreach (var (name, keyring) in
            ((string, string)[])[("client.admin", "wrong"), ("client.nobody", "wrong"), ("client.capless", "capless")])
        {
            var run = await cluster.CephAsync(["-n", name, "-k", Path.Combine(cluster.Folder, keyring), "fsid"]);

            Assert.Equal(13, run.ExitCode);
            Assert.Contains("[errno 13] RADOS permission denied (error connecting to the cluster)", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Mkfs_leaves_a_monitor_that_is_there_alone()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await OurMonitors.StartAsync(1);

        var run = await cluster.MkfsAsync("a");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("holds a monitor already", run.Error, StringComparison.Ordinal);
        Assert.Equal(cluster.Fsid + "\n", await cluster.AskAsync("fsid"));
    }

    private static async Task SeeAsync(OurMonitors cluster, int exitCode, string output, string error, params string[] words)
    {
        var run = await cluster.CephAsync(words);

        // On a crowded machine the tool remarks that it waited for an election; what it was told then counts.
        var told = Waited().Replace(run.Error, "");
        if ((run.ExitCode, Encoding.UTF8.GetString(run.Output), told) != (exitCode, output, error))
        {
            Assert.Fail($"{string.Join(' ', words)}: exit {run.ExitCode}, not {exitCode}\n{run.Everything}\n{cluster.Log}");
        }
    }

    [GeneratedRegex(@"^\S+ \S+ -1 monclient: get_monmap_and_config failed to get config\n", RegexOptions.Multiline)]
    private static partial Regex Waited();
}
