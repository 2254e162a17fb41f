using System.Text.RegularExpressions;
using MgrPlatform.Integration.Tests.Kit;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.TestKit.Hosting;

namespace MgrPlatform.Integration.Tests.Plugins;

/// <summary>What the manager says no to, how fast, and whether the answer helps.</summary>
public sealed class RefusalTests
{
    private const string Claimant = """
        from mgr_module import CLIReadCommand, MgrModule

        class Module(MgrModule):
            @CLIReadCommand('greet py')
            def greet(self):
                'Claim a command of somebody else'
                return 0, 'claimed', ''

            @CLIReadCommand('claimant alone')
            def alone(self):
                'Nobody else has this'
                return 0, 'mine', ''
        """;

    private const string Slow = """
        import os
        import threading
        from mgr_module import CLIReadCommand, MgrModule

        class Module(MgrModule):
            @CLIReadCommand('slow wait')
            def wait(self):
                'Take longer than allowed'
                threading.Event().wait(600)
                return 0, 'too late', ''

            @CLIReadCommand('slow quit')
            def quit(self):
                'End the process'
                os._exit(3)
        """;

    [Fact]
    public async Task A_command_past_its_deadline_answers_ETIMEDOUT()
    {
        await using var cluster = await StartWithSlowAsync();

        var result = await cluster.SayAsync("slow wait");
        Assert.Equal(-Errno.TimedOut, result.Code);
        Assert.Contains("slow", result.Status, StringComparison.Ordinal);

        var mgrp = await cluster.MgrpCephAsync("slow", "wait");
        Assert.Equal(Errno.TimedOut, mgrp.ExitCode);
        Assert.StartsWith("Error ETIMEDOUT: ", mgrp.Error, StringComparison.Ordinal);
        Assert.True(cluster.Module("slow").Timeouts >= 2);
        await cluster.UntilAsync(
            "module logs slow --lines 500", result => Regex.IsMatch(result.OutputText, @"module\.py"", line \d+ in wait"),
            "the log has the culprit's stack");
    }

    [Fact]
    public async Task A_command_to_a_restarting_module_answers_EAGAIN_with_the_reason_at_once()
    {
        await using var cluster = await StartWithSlowAsync();
        await cluster.SayAsync("slow quit");
        await cluster.SayAsync("slow quit"); // The more often it fails, the longer it is away.
        await cluster.UntilAsync("slow", status => status.State == ModuleState.Running, "running");
        await cluster.SayAsync("slow quit");
        await cluster.UntilAsync("slow", status => status.State == ModuleState.Backoff, "waiting for its restart");

        var result = await cluster.SayAsync("slow wait").WaitAsync(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);

        Assert.Equal(-Errno.TryAgain, result.Code);
        Assert.Contains("module 'slow' is being restarted; try again in a moment", result.Status, StringComparison.Ordinal);
        Assert.Contains("3", result.Status.Split('(', 2)[1], StringComparison.Ordinal); // The reason has the exit code.
        await cluster.AskAsync("fs status");
    }

    [Theory]
    [InlineData("fs statu", "these begin so: fs status")]
    [InlineData("fs stautus", "did you mean 'fs status'?")]
    [InlineData("osd statsu", "did you mean 'osd status'?")]
    [InlineData("webhok ls", "did you mean 'webhook ls'?")]
    [InlineData("no such words at all", "'help' lists all")]
    public async Task Unknown_words_answer_EINVAL_with_the_nearest_match(string words, string told)
    {
        await using var cluster = await TestCluster.StartAsync();

        var result = await cluster.SayAsync(words);
        Assert.Equal(-Errno.Invalid, result.Code);
        Assert.Contains(told, result.Status, StringComparison.Ordinal);

        var mgrp = await cluster.MgrpCephAsync(words.Split(' '));
        Assert.Equal((Errno.Invalid, ""), (mgrp.ExitCode, mgrp.Output));
        Assert.Contains(told, Assert.Single(mgrp.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_plugin_that_claims_a_prefix_is_refused_it_and_says_why()
    {
        await using var cluster = await TestCluster.StartAsync(prepare: plugins =>
        {
            TestModules.Copy("greeter_py", plugins);
            TestModuleHost.WriteFile(plugins, "claimant", "module.py", Claimant);
        });
        await cluster.EnableAsync("greeter_py");
        await cluster.EnableAsync("claimant");

        Assert.Equal("v1 hello world", await cluster.AskAsync("greet py"));
        Assert.Equal("mine\n", await cluster.AskAsync("claimant alone"));
        Assert.Matches("claimant .*greet py.*greeter_py", await cluster.AskAsync("module ls"));
        Assert.Contains("greeter_py", await cluster.AskAsync("module logs claimant"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name": "broken", "language": "perl"}""", "language: 'perl' is not one of python, javascript, dotnet")]
    [InlineData("""{"name": "broken", "language": "python", "limits": {"memory_mib": "a"}}""", "limits.memory_mib: must be a whole number")]
    [InlineData("""{"name": "broken", "language": "python", "capabilites": {}}""", "capabilites: no such field")]
    [InlineData("""{"name": "other", "language": "python"}""", "name: 'other' must be the folder's name")]
    [InlineData("""{"name": "broken", """, "plugin.json is not JSON: line 1")]
    public async Task A_broken_manifest_names_the_field(string manifest, string told)
    {
        await using var cluster = await TestCluster.StartAsync(prepare: plugins =>
        {
            TestModules.Copy("greeter_py", plugins);
            Directory.Move(Path.Combine(plugins, "greeter_py"), Path.Combine(plugins, "broken"));
            TestModuleHost.WriteFile(plugins, "broken", "plugin.json", manifest);
        });

        await AssertRefusedAsync(cluster, "broken", told);
    }

    [Theory]
    [InlineData("greeter_py")]
    [InlineData("greeter_py/module.py")]
    public async Task A_plugin_that_somebody_else_can_write_is_refused_and_says_so(string open)
    {
        await using var cluster = await TestCluster.StartAsync(prepare: plugins =>
        {
            TestModules.Copy("greeter_py", plugins);
            var path = Path.Combine(plugins, open);
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherWrite);
        });

        await AssertRefusedAsync(
            cluster, "greeter_py", $"{open} can be written by anybody, who could change what the manager runs; 'chmod go-w' it");

        var path = Path.Combine(cluster.Plugins, open);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) & ~UnixFileMode.OtherWrite);
        await cluster.AskAsync("module reload greeter_py");
        Assert.Equal("v1 hello world", await cluster.AskAsync("greet py"));
    }

    private static async Task AssertRefusedAsync(TestCluster cluster, string module, string told)
    {
        var refused = await cluster.SayAsync($"mgr module enable {module}");
        Assert.Equal(-Errno.NotFound, refused.Code);
        Assert.Contains(told, refused.Status, StringComparison.Ordinal);

        await cluster.AskAsync($"mgr module enable {module} --force");
        await cluster.UntilAsync(module, status => status.State == ModuleState.Failed, "refused");
        Assert.Contains("failed", await cluster.RowAsync(module), StringComparison.Ordinal);
        Assert.Contains(told, (await cluster.JsonAsync($"module info {module}"))["reason"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("MGR_MODULE_ERROR", (await cluster.UntilTextAsync("health detail", told)).OutputText, StringComparison.Ordinal);
        var result = await cluster.SayAsync("module reload " + module);
        Assert.Equal(-Errno.Invalid, result.Code);
        Assert.Contains(told, result.Status, StringComparison.Ordinal);
    }

    private static async Task<TestCluster> StartWithSlowAsync()
    {
        var cluster = await TestCluster.StartAsync(prepare: plugins =>
        {
            TestModuleHost.WriteFile(plugins, "slow", "module.py", Slow);
            TestModuleHost.WriteFile(
                plugins, "slow", "plugin.json",
                """{"name": "slow", "language": "python", "limits": {"command_deadline_s": 0.5, "concurrency": 4}}""");
        });
        await cluster.EnableAsync("slow");
        return cluster;
    }
}
