using System.Diagnostics;
using System.Net;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit.Ceph;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Interop.Tests.Server;

/// <summary>Our end of a connection, from the side of Ceph's own programs.</summary>
public sealed class OfficialClientTests
{
    // The distribution's own, for which python3-rados is made.
    private const string Python = "/usr/bin/python3";

    private const string Greet = """
        import json, rados, sys
        cluster = rados.Rados(conffile=sys.argv[1], name='client.admin')
        cluster.connect(timeout=60)
        for i in range(50):
            print(cluster.mon_command(json.dumps({'prefix': 'greet', 'name': 'number %d' % i}), b''))
        result = cluster.mon_command(json.dumps({'prefix': 'greet', 'name': 'x' * 3000000}), b'')
        print(result[0], len(result[1]))
        cluster.shutdown()
        """;

    public static TheoryData<string, ConnectionMode> ClientModes => new()
    {
        { "crc", ConnectionMode.Crc },
        { "secure", ConnectionMode.Secure },
        { "secure crc", ConnectionMode.Secure },
        { "crc secure", ConnectionMode.Crc },
    };

    [Theory]
    [MemberData(nameof(ClientModes))]
    public async Task The_official_tool_is_answered(string clientMode, ConnectionMode expected)
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var monitor = await OneCommandMonitor.StartAsync(IPAddress.Loopback, KeyType.Aes, clientMode);

        var run = await RunAsync("ceph", "-c", monitor.Conf, "greet", "world");

        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Equal("hello world\n", run.Text);
        Assert.All(monitor.Modes, mode => Assert.Equal(expected, mode));
        Assert.Empty(monitor.Unanswered);
    }

    [Theory]
    [InlineData("crc")]
    [InlineData("secure")]
    public async Task Librados_is_answered_again_and_again_and_at_length(string clientMode)
    {
        NeedLibrados();
        await using var monitor = await OneCommandMonitor.StartAsync(IPAddress.Loopback, KeyType.Aes, clientMode);

        var run = await RunAsync(Python, "-c", Greet, monitor.Conf);

        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Contains("(0, b'hello number 49\\n', '')", run.Text, StringComparison.Ordinal);
        Assert.EndsWith("0 3000007\n", run.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CephRelease.Reef, KeyType.Aes, "crc")]
    [InlineData(CephRelease.Reef, KeyType.Aes, "secure")]
    [InlineData(CephRelease.Tentacle, KeyType.Aes256k, "crc")]
    [InlineData(CephRelease.Tentacle, KeyType.Aes256k, "secure")]
    public async Task The_tools_of_newer_releases_are_answered(CephRelease release, KeyType keyType, string clientMode)
    {
        ClusterFixture.Need(release);
        var installation = CephInstallation.Of(release);
        await using var monitor = await OneCommandMonitor.StartAsync(IPAddress.Loopback, keyType, clientMode, installation);

        var run = await RunAsync("chroot", installation.Root, "ceph", "-c", monitor.Conf, "greet", "world");

        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Equal("hello world\n", run.Text);
    }

    [Fact]
    public async Task The_official_tool_is_answered_over_ipv6()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var monitor = await OneCommandMonitor.StartAsync(IPAddress.IPv6Loopback, KeyType.Aes, "secure");

        var run = await RunAsync("ceph", "-c", monitor.Conf, "greet", "world");

        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Equal("hello world\n", run.Text);
    }

    [Fact]
    public async Task A_command_that_we_refuse_fails_as_we_say()
    {
        NeedLibrados();
        await using var monitor = await OneCommandMonitor.StartAsync(IPAddress.Loopback, KeyType.Aes, "secure");
        const string Script = """
            import rados, sys
            cluster = rados.Rados(conffile=sys.argv[1])
            cluster.connect()
            print(cluster.mon_command('{"prefix":"no"}', b''))
            """;

        var run = await RunAsync(Python, "-c", Script, monitor.Conf);

        Assert.Contains("(-22, b'', 'we do not know no')", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_at_once_and_as_by_a_real_monitor()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var monitor = await OneCommandMonitor.StartAsync(IPAddress.Loopback, KeyType.Aes, "secure");
        var wrong = CephxKey.Create(KeyType.Aes, default, new Random(99).NextBytes);
        await File.WriteAllTextAsync(
            Path.Combine(monitor.Folder, "keyring"),
            $"[client.admin]\n\tkey = {wrong.ToBase64()}\n",
            TestContext.Current.CancellationToken);

        var run = await RunAsync("ceph", "-c", monitor.Conf, "greet", "world");

        Assert.Equal(13, run.ExitCode);
        Assert.Contains("[errno 13] RADOS permission denied (error connecting to the cluster)", run.Error, StringComparison.Ordinal);
    }

    private static void NeedLibrados()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        const string Packages = "/usr/lib/python3/dist-packages";
        if (Directory.Exists(Packages) && Directory.EnumerateFiles(Packages, "rados.*.so").Any())
        {
            return;
        }

        const string Obstacle = "needs librados for Python; install python3-rados";
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail($"CI: {Obstacle}");
        }

        Assert.Skip(Obstacle);
    }

    private static Task<CephRun> RunAsync(string program, params string[] arguments) =>
        CephRun.RunAsync(new ProcessStartInfo(program, arguments), default, TestContext.Current.CancellationToken);
}
