using System.Globalization;
using System.Text.Json;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.Interop.Tests.Manager;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Monitors;

/// <summary>Our managers on our monitors, called by the official tool and by librados.</summary>
[Trait("tier", "foreign")]
[Collection(OwnManagerCollection.Name)]
public sealed class ManagersOnOurMonitorsTests
{
    private const string Caller = """
        import json, os, rados, sys, time
        cluster = rados.Rados(conffile=sys.argv[1], name='client.admin')
        cluster.connect()
        asked, errors, longest = 0, [], 0.0
        while not os.path.exists(sys.argv[2]):
            for prefix in ('fs status', 'webhook ls', 'auth_key_list'):
                begun = time.monotonic()
                code, _, status = cluster.mgr_command(json.dumps({'prefix': prefix}), b'')
                longest = max(longest, time.monotonic() - begun)
                asked += 1
                if code:
                    errors.append('%s: %d %s' % (prefix, code, status))
            open(sys.argv[3], 'a').write('.')
            time.sleep(0.02)
        print(json.dumps({'asked': asked, 'errors': errors, 'longest': longest}))
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_manager_costs_no_command_and_a_hot_loaded_module_is_listed_while_the_next_one_stays_available()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await OurMonitors.StartAsync(1);
        await cluster.AskAsync("config", "set", "mgr", "mgr/rest/server_port", "0", "--force");
        foreach (var module in (string[])["fsstatus", "webhook", "rest"])
        {
            await cluster.AskAsync("mgr", "module", "enable", module, "--force");
        }

        var first = await cluster.StartOwnManagerAsync("x");
        await cluster.UntilManagerAsync(static map => map.GetProperty("available").GetBoolean(), "a manager is available");
        await cluster.StartOwnManagerAsync("y");
        await Eventually.SeeAsync(
            () => Task.FromResult(cluster.Log),
            static log => log.Contains("mgr.y is ready to take over; modules that are kept warm: 3", StringComparison.Ordinal),
            "y keeps its modules warm",
            Token);
        var (stop, beats) = (Path.Combine(cluster.Folder, "stop"), Path.Combine(cluster.Folder, "beats"));
        var caller = cluster.StartPython(Caller, stop, beats);
        await BeatsAsync(beats, 5);

        first.Kill();
        await cluster.UntilManagerAsync(
            static map => map.GetProperty("active_name").GetString() == "y" && map.GetProperty("available").GetBoolean(), "y has taken over");
        await BeatsAsync(beats, 5);
        await HotLoadAsync(cluster);
        await File.WriteAllTextAsync(stop, "", Token);

        await caller.WaitForExitAsync(Token);
        var told = await caller.StandardOutput.ReadToEndAsync(Token);
        Assert.True(told.Length > 0, await caller.StandardError.ReadToEndAsync(Token));
        Assert.Empty(JsonDocument.Parse(told).RootElement.GetProperty("errors").EnumerateArray());
    }

    private static async Task HotLoadAsync(OurMonitors cluster)
    {
        var before = (await cluster.AskJsonAsync("mgr", "dump")).GetProperty("epoch").GetInt32();
        TakeoverTests.Copy(Path.Combine(AppContext.BaseDirectory, "modules", "greeter_py"), Path.Combine(cluster.Plugins, "greeter_py"));
        await Eventually.SeeAsync(
            () => cluster.CephAsync(["mgr", "module", "enable", "greeter_py", "--force"]),
            static run => run.ExitCode == 0,
            "the new module is enabled",
            Token);
        await cluster.UntilAsync(static help => help.Contains("greet py", StringComparison.Ordinal), "the tool's help lists the new command", "-h");

        Assert.Contains("v1 hello world", await cluster.AskAsync("greet", "py"), StringComparison.Ordinal);
        Assert.All(await cluster.ManagerMapsSinceAsync(before), static map => Assert.True(map.GetProperty("available").GetBoolean(), map.ToString()));
    }

    /// <summary>The caller has gone round so many times more.</summary>
    private static async Task BeatsAsync(string file, int count)
    {
        var before = Length(file);
        await Eventually.SeeAsync(
            () => Task.FromResult(Length(file)),
            now => now >= before + count,
            string.Create(CultureInfo.InvariantCulture, $"{count} more rounds of commands"),
            Token);
    }

    private static long Length(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;
}
