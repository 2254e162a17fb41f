using System.Reflection;
using System.Text.Json;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.Interop.Tests.Monitors;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;
using MgrPlatform.TestKit.Hosting;

namespace MgrPlatform.Interop.Tests.Manager;

/// <summary>
/// Modules in every language that are put before a manager while it serves: the official tool lists their commands, and every way that Ceph has
/// to the manager reaches them.
/// </summary>
[Trait("tier", "foreign")]
[Collection(OwnManagerCollection.Name)]
public sealed class HotLoadedModulesTests
{
    private static readonly string[] Languages = ["py", "js", "net"];

    /// <summary>What librados answers: code, output and status of each call.</summary>
    private const string Caller = """
        import json, rados, sys
        cluster = rados.Rados(conffile=sys.argv[1], name='client.admin')
        cluster.connect()
        answers = []
        for language in ('py', 'js', 'net'):
            for more in ({}, {'person': 'Ada'}):
                for target in (None, 'y'):
                    command = json.dumps({'prefix': 'greet ' + language, **more})
                    code, out, status = cluster.mgr_command(command, b'', target=target)
                    answers.append([code, out.decode(), status])
        code, out, status = cluster.mgr_command(json.dumps({'prefix': 'greet py denied'}), b'')
        answers.append([code, out.decode(), status])
        code, out, status = cluster.mgr_command(json.dumps({'prefix': 'greet nobody'}), b'')
        answers.append([code, out.decode(), status])
        print(json.dumps(answers))
        """;

    private static readonly Lazy<Task<string>> GreeterNet = new(() => BuiltGreeter.BuildAsync("greeter_net", "v1", Path.Combine(
        Path.GetDirectoryName(typeof(HotLoadedModulesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static attribute => attribute.Key == "MgrpAssembly").Value!)!,
        "sdk", "dotnet")));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Real_monitors_list_them_and_the_tool_tell_and_librados_reach_them()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await RealCluster.StartAsync(
            new ClusterPlan(CephRelease.Pacific) { Osds = 1, HasManager = false, HasFileSystem = false }, Token);
        await using var ours = await ManagerProcess.StartAsync(cluster, "y", Token);
        await ours.UntilAvailableAsync(Token);

        await ReachAsync(ours.Plugins, cluster.Conf, words => cluster.CephAsync(words, default, Token));
    }

    [Fact]
    public async Task Our_monitors_list_them_and_the_tool_tell_and_librados_reach_them()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await OurMonitors.StartAsync(1);
        await cluster.StartOwnManagerAsync("y");
        await cluster.UntilManagerAsync(static map => map.GetProperty("available").GetBoolean(), "y is available");

        await ReachAsync(cluster.Plugins, cluster.Conf, words => cluster.CephAsync(words));
    }

    private static async Task ReachAsync(string plugins, string conf, Func<string[], Task<CephRun>> ceph)
    {
        TestModules.Copy("greeter_py", plugins);
        TestModules.Copy("greeter_js", plugins);
        BuiltGreeter.Install(await GreeterNet.Value, "greeter_net", plugins);
        foreach (var language in Languages)
        {
            await SucceedAsync(ceph, "mgr", "module", "enable", $"greeter_{language}", "--force");
        }

        await Eventually.SeeAsync(
            () => ceph(["-h"]),
            static run => Languages.All(language => run.Text.Contains($"greet {language} ", StringComparison.Ordinal)),
            "the tool's help lists a command of each module",
            Token);
        foreach (var language in Languages)
        {
            Assert.Equal("v1 hello world", (await SucceedAsync(ceph, "greet", language)).Text.TrimEnd('\n'));
            Assert.Equal("v1 hello Ada", (await SucceedAsync(ceph, "tell", "mgr.y", "greet", language, "Ada")).Text.TrimEnd('\n'));
        }

        var script = await CephRun.RunAsync(new("/usr/bin/python3", ["-c", Caller, conf]), default, Token);
        Assert.True(script.ExitCode == 0, script.Everything);
        var answers = JsonDocument.Parse(script.Text).RootElement.EnumerateArray()
            .Select(static answer => (Code: answer[0].GetInt32(), Output: answer[1].GetString()!, Status: answer[2].GetString()!)).ToArray();
        string[] greetings = ["v1 hello world", "v1 hello world", "v1 hello Ada", "v1 hello Ada"];
        Assert.Equal(
            Languages.SelectMany(_ => greetings.Select(static text => (0, text, ""))),
            answers[..^2].Select(static answer => (answer.Code, answer.Output.TrimEnd('\n'), answer.Status)));
        Assert.Equal(-22, answers[^2].Code); // As in Ceph, whatever a command throws; the reason is in the status.
        Assert.Contains("mon_map", answers[^2].Status, StringComparison.Ordinal);
        Assert.Equal(-22, answers[^1].Code);
    }

    /// <summary>Repeats words until they succeed: a module that was only just put there is not known yet.</summary>
    private static Task<CephRun> SucceedAsync(Func<string[], Task<CephRun>> ceph, params string[] words) => Eventually.SeeAsync(
        () => ceph(words), static run => run.ExitCode == 0, $"'{string.Join(' ', words)}' succeeds", Token);
}
