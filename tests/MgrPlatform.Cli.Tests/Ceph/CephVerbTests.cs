namespace MgrPlatform.Cli.Tests.Ceph;

/// <summary>The whole program as an operator runs it.</summary>
public sealed class CephVerbTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mgrp-").FullName;

    [Fact]
    public async Task Without_a_cluster_it_says_how_to_start_one()
    {
        var run = await RunAsync("ceph", "fs", "status");

        Assert.Equal("mgrp: no cluster runs in .mgrp (no .mgrp/mgr.x.asok); start one with 'mgrp dev'\n", run.Error);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task A_socket_that_nobody_listens_on_is_called_left_over()
    {
        Directory.CreateDirectory(Path.Combine(_folder, ".mgrp"));
        await File.WriteAllTextAsync(Path.Combine(_folder, ".mgrp", "mgr.x.asok"), "", TestContext.Current.CancellationToken);

        var run = await RunAsync("ceph", "-s");

        Assert.Equal("mgrp: no cluster runs in .mgrp any more (.mgrp/mgr.x.asok is left over); start one with 'mgrp dev'\n", run.Error);
    }

    [Fact]
    public async Task The_directory_is_found_upwards()
    {
        Directory.CreateDirectory(Path.Combine(_folder, ".mgrp"));
        var below = Directory.CreateDirectory(Path.Combine(_folder, "a", "b")).FullName;

        var run = await ToolRun.RunMgrpAsync(below, "ceph", "-s");

        Assert.Contains($"no cluster runs in {_folder}/.mgrp ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mgrp: 'fly' makes no sense here; see 'mgrp --help'\n", "fly")]
    [InlineData("mgrp: Option '--lang' is required; see 'mgrp module new --help'\n", "module", "new", "x")]
    [InlineData("mgrp: ceph: no command given; 'mgrp ceph fs status' sends one, 'mgrp ceph --help' lists all\n", "ceph")]
    [InlineData("mgrp: ceph: no format 'toml'; use json, json-pretty, yaml, plain or template='{{key}}'\n", "ceph", "-s", "-f", "toml")]
    public async Task A_mistake_is_one_line_that_says_what_to_do(string line, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal(line, run.Error);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        Assert.Equal("mgrp 0.1.0\n", (await RunAsync("--version")).Output);
        Assert.Equal("mgrp 0.1.0\n", (await RunAsync("ceph", "--version")).Output);
    }

    [Fact]
    public async Task Help_ends_with_examples()
    {
        Assert.Contains("mgrp module new hello --lang python", (await RunAsync("--help")).Output, StringComparison.Ordinal);
        Assert.Contains("mgrp ceph fs status", (await RunAsync("ceph", "--help")).Output, StringComparison.Ordinal);
    }

    private Task<ToolRun> RunAsync(params string[] arguments) => ToolRun.RunMgrpAsync(_folder, arguments);
}
