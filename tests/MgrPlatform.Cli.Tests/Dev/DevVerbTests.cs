using System.Diagnostics;

namespace MgrPlatform.Cli.Tests.Dev;

/// <summary>The whole program: a cluster in the foreground, asked from beside.</summary>
public sealed class DevVerbTests : IAsyncDisposable
{
    private static readonly string Mgrp = Path.Combine(AppContext.BaseDirectory, "mgrp.dll");
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("mgrp-").FullName;
    private Process? _dev;

    public async ValueTask DisposeAsync()
    {
        if (_dev is { HasExited: false })
        {
            _dev.Kill(entireProcessTree: true);
            await _dev.WaitForExitAsync();
        }

        _dev?.Dispose();
    }

    [Fact]
    public async Task It_says_READY_and_what_to_try_refuses_a_second_one_and_ends_at_an_interrupt()
    {
        var printed = await StartAsync();

        Assert.Contains(printed, line => line.Contains("module fsstatus: running", StringComparison.Ordinal));
        Assert.Contains(printed, line => line.StartsWith("mon.a: in the quorum", StringComparison.Ordinal));
        Assert.Contains("mgr.y: stands by", printed);
        Assert.Contains("  mgrp ceph fs status", printed);
        Assert.Contains("\"socket\"", await File.ReadAllTextAsync(Path.Combine(_folder, ".mgrp", "cluster.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var status = await RunAsync("ceph", "fs", "status");
        Assert.Equal(0, status.ExitCode);
        Assert.StartsWith("cephfs - ", status.Output, StringComparison.Ordinal);
        var daemons = await RunAsync("ceph", "-s");
        Assert.Contains("mon: 1 daemons, quorum a", daemons.Output, StringComparison.Ordinal);
        Assert.Contains("osd: 3 osds: 3 up", daemons.Output, StringComparison.Ordinal);

        var daemon = await RunAsync("ceph", "daemon", "mgr.x", "version");
        Assert.True(daemon.ExitCode == 0, daemon.Everything);
        Assert.Contains("16.2.15", daemon.Output, StringComparison.Ordinal);

        var second = await RunAsync("dev");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("a cluster runs in", second.Error, StringComparison.Ordinal);

        Assert.Equal(0, (await ToolRun.RunAsync(_folder, "kill", "-INT", $"{_dev!.Id}")).ExitCode);
        await _dev.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal(0, _dev.ExitCode);
        Assert.False(File.Exists(Path.Combine(_folder, ".mgrp", "mgr.x.asok")));
        Assert.False(File.Exists(Path.Combine(_folder, ".mgrp", "cluster.json")));
    }

    [Theory]
    [InlineData("--mons", "0", "--mons takes 1 to 7")]
    [InlineData("--mgrs", "6", "--mgrs takes 1 to 5")]
    [InlineData("--osds", "101", "--osds takes 0 to 100")]
    [InlineData("--plugin-path", "/no/such/folder", "--plugin-path takes a folder")]
    public async Task An_option_that_makes_no_sense_is_one_line(string option, string value, string told)
    {
        var run = await RunAsync("dev", option, value);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(told, Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private async Task<List<string>> StartAsync()
    {
        var info = MgrpProgram.StartInfo(Mgrp, "dev");
        info.WorkingDirectory = _folder;
        info.RedirectStandardOutput = true;
        _dev = Process.Start(info)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        List<string> printed = [];
        while (await _dev.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            printed.Add(line);
            if (line.StartsWith("READY", StringComparison.Ordinal))
            {
                return printed;
            }
        }

        throw new InvalidOperationException("it ended before READY:\n" + string.Join('\n', printed));
    }

    private Task<ToolRun> RunAsync(params string[] arguments) => ToolRun.RunMgrpAsync(_folder, arguments);
}
