using System.Diagnostics;
using System.Text.Json;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Monitors;

/// <summary>Two ceph-mgr of 16.2.15 on three of our monitors, with clients that never rest, through all that befalls a quorum.</summary>
[Trait("tier", "foreign")]
public sealed class RealManagersTests
{
    // Asks the manager's modules and the monitors in turn until a file appears; tells how often, and what went wrong.
    private const string Caller = """
        import json, os, rados, sys, time
        cluster = rados.Rados(conffile=sys.argv[1], name='client.admin')
        cluster.connect()
        asked, errors = 0, []
        while not os.path.exists(sys.argv[2]):
            for ask, words in ((cluster.mgr_command, {'prefix': 'balancer status'}), (cluster.mgr_command, {'prefix': 'osd df'}),
                               (cluster.mon_command, {'prefix': 'mgr stat'}),
                               (cluster.mon_command, {'prefix': 'config-key set', 'key': 'calls', 'val': str(asked)})):
                code, _, status = ask(json.dumps(words), b'')
                asked += 1
                if code:
                    errors.append('%s: %d %s' % (words['prefix'], code, status))
            open(sys.argv[3], 'a').write('.')
            time.sleep(0.05)
        print(json.dumps({'asked': asked, 'errors': errors}))
        """;

    // The services' keys are new after so long; two more make the first ones worthless.
    private static readonly TimeSpan Rotation = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Neither_drops_out_and_no_client_sees_an_error_while_a_leader_dies_a_member_restarts_and_keys_rotate()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await OurMonitors.StartAsync(3, "aes", $"auth_service_ticket_ttl={Rotation.TotalSeconds:0}");
        await cluster.StartManagerAsync("x");
        await UntilActiveAsync(cluster, "x", standbys: 0);
        await cluster.StartManagerAsync("y");
        await UntilActiveAsync(cluster, "x", standbys: 1);

        // Both ways.
        await cluster.AskAsync("mgr", "fail", "x");
        await UntilActiveAsync(cluster, "y", standbys: 1);
        await cluster.AskAsync("mgr", "fail", "y");
        await UntilActiveAsync(cluster, "x", standbys: 1);
        foreach (var words in (string[])
            ["balancer status", "progress json", "crash ls", "osd perf", "pg stat", "device ls", "telemetry status"])
        {
            await cluster.AskAsync(words.Split(' '));
        }

        var watch = Stopwatch.StartNew();
        var before = await ManagersAsync(cluster);
        var epoch = (await cluster.AskJsonAsync("mgr", "dump")).GetProperty("epoch").GetInt32();
        var (stop, beats) = (Path.Combine(cluster.Folder, "stop"), Path.Combine(cluster.Folder, "beats"));
        var caller = cluster.StartPython(Caller, stop, beats);
        await BeatsAsync(beats, 3);

        var leader = (await cluster.AskJsonAsync("quorum_status")).GetProperty("quorum_leader_name").GetString()!;
        await cluster.KillMonitorAsync(leader);
        await cluster.UntilQuorumAsync(2);
        await BeatsAsync(beats, 3);
        cluster.StartMonitor(leader);
        await cluster.UntilQuorumAsync(3);
        await cluster.KillMonitorAsync("c");
        cluster.StartMonitor("c");
        await cluster.UntilQuorumAsync(3);

        while (watch.Elapsed < 3.5 * Rotation)
        {
            await BeatsAsync(beats, 20);
        }

        await File.WriteAllTextAsync(stop, "", Token);
        await caller.WaitForExitAsync(Token);
        var told = await caller.StandardOutput.ReadToEndAsync(Token);
        Assert.True(told.Length > 0, await caller.StandardError.ReadToEndAsync(Token));
        Assert.Empty(JsonDocument.Parse(told).RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal(before, await ManagersAsync(cluster));
        Assert.All(await cluster.ManagerMapsSinceAsync(epoch), map =>
        {
            Assert.Equal("x", map.GetProperty("active_name").GetString());
            Assert.True(map.GetProperty("available").GetBoolean(), map.ToString());
            Assert.Equal(1, map.GetProperty("standbys").GetArrayLength());
        });
    }

    private static Task<JsonElement> UntilActiveAsync(OurMonitors cluster, string name, int standbys) => cluster.UntilManagerAsync(
        map => map.GetProperty("active_name").GetString() == name && map.GetProperty("available").GetBoolean()
            && map.GetProperty("standbys").GetArrayLength() == standbys,
        $"{name} is active and available, {standbys} stand by");

    /// <summary>Who is active and who stands by, by the ids that a manager has until it ends or is failed.</summary>
    private static async Task<(long Active, long Standby)> ManagersAsync(OurMonitors cluster)
    {
        var map = await cluster.AskJsonAsync("mgr", "dump");
        return (map.GetProperty("active_gid").GetInt64(), map.GetProperty("standbys")[0].GetProperty("gid").GetInt64());
    }

    private static async Task BeatsAsync(string file, int count)
    {
        var before = Length(file);
        await Eventually.SeeAsync(
            () => Task.FromResult(Length(file)), now => now >= before + count, $"{count} more rounds of calls", Token);
    }

    private static long Length(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;
}
