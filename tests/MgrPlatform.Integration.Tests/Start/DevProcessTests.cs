using MgrPlatform.Integration.Tests.Kit;
using MgrPlatform.TestKit;

namespace MgrPlatform.Integration.Tests.Start;

/// <summary><c>mgrp dev</c> from its start to each of its ends.</summary>
public sealed class DevProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mgrp-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_says_READY_answers_refuses_a_second_one_and_leaves_nothing_at_an_interrupt()
    {
        await using var dev = await DevProcess.StartAsync(_folder);
        Assert.DoesNotContain("READY, but", dev.Printed, StringComparison.Ordinal);
        var modules = (await DevProcess.JsonAsync(_folder, "module", "ls")).AsArray();
        Assert.All(modules, module => Assert.Equal("running", module!["state"]!.ToString()));
        var children = dev.Children();
        Assert.All(modules, module => Assert.Contains(module!["pid"]!.GetValue<int>(), children));
        Assert.NotEmpty(dev.MemoryFolders());

        var second = await Mgrp.RunAsync(_folder, "dev");
        Assert.Equal((1, ""), (second.ExitCode, second.Output));
        Assert.Contains("a cluster runs in", Assert.Single(second.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);

        Assert.Equal(0, await dev.SignalAsync("INT"));
        await AssertNothingLeftAsync(dev, children);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, ".mgrp"), "*.asok"));
        Assert.False(File.Exists(Path.Combine(_folder, ".mgrp", "cluster.json")));

        var afterwards = await Mgrp.RunAsync(_folder, "ceph", "fs", "status");
        Assert.Equal(1, afterwards.ExitCode);
        Assert.Contains("start one with 'mgrp dev'", afterwards.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_SIGKILL_a_new_one_removes_what_was_left_and_still_knows_options_and_keys()
    {
        IReadOnlyList<int> children;
        await using var first = await DevProcess.StartAsync(_folder);
        children = first.Children();
        foreach (var words in new[] { "config set mgr mgr/webhook/timeout 7", "config-key set mine kept", "mgr module disable rest" })
        {
            var run = await Mgrp.RunAsync(_folder, ["ceph", .. words.Split(' ')]);
            Assert.True(run.ExitCode == 0, run.Everything);
        }

        await first.SignalAsync("KILL");
        var left = first.MemoryFolders();
        Assert.NotEmpty(left);
        Assert.Contains("left over", (await Mgrp.RunAsync(_folder, "ceph", "-s")).Error, StringComparison.Ordinal);

        await using var next = await DevProcess.StartAsync(_folder);
        await AssertNothingLeftAsync(first, children);
        Assert.Equal("7", (await Mgrp.RunAsync(_folder, "ceph", "config", "get", "mgr", "mgr/webhook/timeout")).Output.TrimEnd('\n'));
        Assert.Equal("kept", (await Mgrp.RunAsync(_folder, "ceph", "config-key", "get", "mine")).Output.TrimEnd('\n'));
        var modules = await DevProcess.JsonAsync(_folder, "mgr", "module", "ls");
        var enabled = modules["enabled_modules"]!.AsArray().Select(name => name!.ToString()).ToArray();
        Assert.Equal(["fsstatus", "webhook"], enabled.Intersect(["fsstatus", "rest", "webhook"]));
        Assert.Equal(0, await next.SignalAsync("TERM"));
        await AssertNothingLeftAsync(next, []);
    }

    [Fact]
    public async Task Without_node_and_python_it_still_says_READY()
    {
        await using var dev = await DevProcess.StartAsync(_folder, "--node", "/nowhere/node", "--python", "/nowhere/python3");

        var modules = (await DevProcess.JsonAsync(_folder, "module", "ls")).AsArray();
        Assert.Equal(["unsupported", "running", "unsupported"], modules.Select(module => module!["state"]!.ToString()));
        Assert.Contains("/nowhere/node is not installed", dev.Printed, StringComparison.Ordinal);
        Assert.Equal(0, (await Mgrp.RunAsync(_folder, "ceph", "-s")).ExitCode);
        Assert.Equal(0, await dev.SignalAsync("INT"));
    }

    private static async Task AssertNothingLeftAsync(DevProcess dev, IReadOnlyList<int> children)
    {
        await Eventually.SeeAsync(
            () => string.Join(' ', dev.Children().Select(id => $"process {id}").Concat(dev.MemoryFolders())), left => left.Length == 0,
            "nothing is left behind", TestContext.Current.CancellationToken);
        Assert.DoesNotContain(children, DevProcess.IsAlive);
    }
}
