using System.Diagnostics;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Monitors;

/// <summary>Ceph's own daemons and librados on three of our monitors, while members die and come back.</summary>
[Trait("tier", "foreign")]
[Collection(OwnManagerCollection.Name)]
public sealed class LifeOnOurMonitorsTests
{
    private const string Writer = """
        import json, rados, sys, time
        cluster = rados.Rados(conffile=sys.argv[1], name='client.admin')
        cluster.connect()
        end = time.time() + float(sys.argv[2])
        written, errors = 0, 0
        while time.time() < end:
            code, _, status = cluster.mon_command(json.dumps({'prefix': 'config-key set', 'key': 'w/%d' % written, 'val': str(written)}), b'')
            errors += code != 0
            written += 1
        lost = 0
        for number in range(written):
            code, value, _ = cluster.mon_command(json.dumps({'prefix': 'config-key get', 'key': 'w/%d' % number}), b'')
            lost += code != 0 or value.decode() != str(number)
        print(written, errors, lost)
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_real_managers_take_turns_and_nothing_of_it_breaks_when_the_leader_dies()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await OurMonitors.StartAsync(3);
        await cluster.StartManagerAsync("x");
        await cluster.UntilManagerAsync(static map => map.GetProperty("available").GetBoolean(), "a manager is available");
        var second = await cluster.StartManagerAsync("y");
        await cluster.UntilManagerAsync(static map => map.GetProperty("standbys").GetArrayLength() == 1, "the other one stands by");

        Assert.Equal("x", (await cluster.AskJsonAsync("mgr", "stat")).GetProperty("active_name").GetString());
        Assert.True((await cluster.AskJsonAsync("balancer", "status")).TryGetProperty("mode", out _));

        await cluster.AskAsync("mgr", "fail", "x");
        await cluster.UntilManagerAsync(
            static map => map.GetProperty("active_name").GetString() == "y" && map.GetProperty("available").GetBoolean(), "y is available");
        await cluster.UntilManagerAsync(static map => map.GetProperty("standbys").GetArrayLength() == 1, "x stands by");

        await cluster.KillMonitorAsync("a");
        await cluster.UntilQuorumAsync(2);
        Assert.True((await cluster.AskJsonAsync("balancer", "status")).TryGetProperty("mode", out _));
        Assert.Equal("y", (await cluster.AskJsonAsync("mgr", "stat")).GetProperty("active_name").GetString());
        cluster.StartMonitor("a");
        await cluster.UntilQuorumAsync(3);
        Assert.Equal("y", (await cluster.AskJsonAsync("mgr", "stat")).GetProperty("active_name").GetString());

        second.Kill();
        var watch = Stopwatch.StartNew();
        await cluster.UntilManagerAsync(
            static map => map.GetProperty("active_name").GetString() == "x" && map.GetProperty("available").GetBoolean(),
            "x has taken over");
        Assert.True(
            watch.Elapsed < TimeSpan.FromSeconds(25),
            $"a manager that died was replaced after {watch.Elapsed}: its session's end was not noticed");
    }

    [Fact]
    public async Task A_writer_sees_no_error_and_loses_nothing_while_leaders_are_killed()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await OurMonitors.StartAsync(3);
        var writer = cluster.StartPython(Writer, "20");

        foreach (var leader in (string[])["a", "b", "a"])
        {
            await Task.WhenAny(writer.WaitForExitAsync(Token), cluster.UntilQuorumAsync(3));
            await cluster.KillMonitorAsync(leader);
            await cluster.UntilQuorumAsync(2);
            cluster.StartMonitor(leader);
        }

        await writer.WaitForExitAsync(Token);
        var words = (await writer.StandardOutput.ReadToEndAsync(Token)).Split(' ', StringSplitOptions.TrimEntries);
        Assert.True(words.Length == 3, await writer.StandardError.ReadToEndAsync(Token));
        Assert.True(int.Parse(words[0]) > 100, $"only {words[0]} writes in 20 s");
        Assert.Equal(("0", "0"), (words[1], words[2]));
    }

    [Fact]
    public async Task Managers_keep_their_place_while_their_services_keys_rotate()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await OurMonitors.StartAsync(1, "aes", "auth_service_ticket_ttl=10");
        await cluster.StartManagerAsync("x");
        var gid = (await cluster.UntilManagerAsync(static map => map.GetProperty("available").GetBoolean(), "a manager is available"))
            .GetProperty("active_gid")
            .GetUInt64();

        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(35))
        {
            Assert.True((await cluster.AskJsonAsync("balancer", "status")).TryGetProperty("mode", out _));
        }

        Assert.Equal(gid, (await cluster.AskJsonAsync("mgr", "dump")).GetProperty("active_gid").GetUInt64());
    }

    [Fact]
    public async Task Garbage_and_silence_on_the_port_are_nobody_elses_trouble()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await OurMonitors.StartAsync(1);
        var (host, port) = (cluster.Addresses[0].Split(':')[0], int.Parse(cluster.Addresses[0].Split(':')[1]));
        List<System.Net.Sockets.TcpClient> idle = [];
        try
        {
            for (var i = 0; i < 300; i++)
            {
                var client = new System.Net.Sockets.TcpClient();
                await client.ConnectAsync(host, port, Token);
                if (i % 2 == 0)
                {
                    var garbage = new byte[2000];
                    new Random(i).NextBytes(garbage);
                    await client.GetStream().WriteAsync(garbage, Token);
                }

                idle.Add(client);
            }

            Assert.Equal(cluster.Fsid + "\n", await cluster.AskAsync("fsid"));
            await cluster.AskAsync("config-key", "set", "a", "b");
        }
        finally
        {
            idle.ForEach(static client => client.Dispose());
        }
    }
}
