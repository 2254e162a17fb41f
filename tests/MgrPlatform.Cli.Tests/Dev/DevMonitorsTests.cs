using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MgrPlatform.Client;
using MgrPlatform.Client.Configuration;
using MgrPlatform.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Cli.Tests.Dev;

/// <summary>The whole program with three monitors: a quorum and two managers in one process, asked over messenger v2.</summary>
public sealed class DevMonitorsTests : IAsyncDisposable
{
    private const string OfficialTool = "/usr/bin/ceph";
    private static readonly string Mgrp = Path.Combine(AppContext.BaseDirectory, "mgrp.dll");
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("mgrp-").FullName;
    private Process? _dev;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Conf => Path.Combine(_folder, ".mgrp", "ceph.conf");

    public async ValueTask DisposeAsync()
    {
        if (_dev is { HasExited: false })
        {
            _dev.Kill(entireProcessTree: true);
            await _dev.WaitForExitAsync(CancellationToken.None);
        }

        _dev?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Three_monitors_and_two_managers_answer_clients_and_keep_what_they_know_over_a_restart()
    {
        var printed = await StartAsync();
        Assert.Contains(printed, static line => line.Contains("module fsstatus: running", StringComparison.Ordinal));
        Assert.Contains("  mgrp ceph -s", printed);
        foreach (var file in new[] { "ceph.conf", "ceph.client.admin.keyring", "ceph.mon.keyring" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, ".mgrp", file)));
        }

        await using (var client = await ConnectAsync())
        {
            var status = await AskAsync(client, """{"prefix":"status"}""");
            Assert.Contains("mon: 3 daemons, quorum a,b,c", status, StringComparison.Ordinal);
            Assert.Contains("standbys: ", status, StringComparison.Ordinal);
            await AskAsync(client, """{"prefix":"config-key set","key":"kept","val":"over a restart"}""");
        }

        var modules = await RunAsync("ceph", "module", "ls");
        Assert.True(modules.ExitCode == 0, modules.Everything);
        Assert.Contains("fsstatus  python      running", modules.Output, StringComparison.Ordinal);

        await SeeStorageFailAndHealAsync();

        var second = await RunAsync("dev", "--mons", "3");
        Assert.Equal(ExitCode.Failure, second.ExitCode);
        Assert.Contains("a cluster runs in", second.Error, StringComparison.Ordinal);

        await InterruptAsync();
        Assert.False(File.Exists(Path.Combine(_folder, ".mgrp", "cluster.json")));
        var other = await RunAsync("dev", "--mons", "1");
        Assert.Contains("was made with --mons 3", other.Error, StringComparison.Ordinal);

        Assert.Contains(await StartAsync(isKept: true), static line => line.Contains("stores that were kept", StringComparison.Ordinal));
        await using (var client = await ConnectAsync())
        {
            Assert.Equal("over a restart", await AskAsync(client, """{"prefix":"config-key get","key":"kept"}"""));
        }

        await AskOfficiallyAsync();
        await InterruptAsync();
    }

    [Fact]
    public async Task A_port_that_somebody_else_has_is_said_in_one_line()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        Directory.CreateDirectory(Path.Combine(_folder, ".mgrp"));
        await File.WriteAllTextAsync(
            Conf, $"[global]\nfsid = {Guid.NewGuid()}\nmon_host = v2:127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}\n", Token);

        var run = await RunAsync("dev", "--mons", "1");

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("is in use", Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    /// <summary>The recorded OSDs are daemons of the cluster: what one does shows in what the monitors tell.</summary>
    private async Task SeeStorageFailAndHealAsync()
    {
        await using var client = await ConnectAsync();
        await UntilAsync(client, "osd: 3 osds: 3 up", "mds: 1/1 daemons up, 1 standby", "25 active+clean", "op/s wr");
        Assert.Contains("osd.2  ", await AskAsync(client, """{"prefix":"osd tree"}"""), StringComparison.Ordinal);
        await Eventually.SeeAsync(
            () => RunAsync("ceph", "fs", "status"),
            static status => status.Output.StartsWith("cephfs - 3 clients", StringComparison.Ordinal),
            "the metadata server has told of its clients",
            Token);
        var told = await RunAsync("ceph", "tell", "osd.1", "version");
        Assert.Contains("16.2.15", told.Output, StringComparison.Ordinal);

        await _dev!.StandardInput.WriteLineAsync("stop osd.2");
        await UntilAsync(client, "3 osds: 2 up", "active+undersized+degraded", "objects degraded");
        await _dev.StandardInput.WriteLineAsync("start osd.2");
        await UntilAsync(client, "3 osds: 3 up", "25 active+clean", "HEALTH_OK");

        await AskAsync(client, """{"prefix":"osd down","ids":["1"]}""");
        await UntilAsync(client, "3 osds: 2 up");
        await UntilAsync(client, "3 osds: 3 up");
    }

    private static Task<string> UntilAsync(ClusterClient client, params string[] expected) => Eventually.SeeAsync(
        () => AskAsync(client, """{"prefix":"status"}"""),
        status => expected.All(part => status.Contains(part, StringComparison.Ordinal)),
        string.Join(", ", expected),
        Token);

    private static async Task<string> AskAsync(ClusterClient client, string command)
    {
        var answer = await client.Monitors.CommandAsync(command, default, Limit, Token);
        Assert.True(answer.IsSuccess, $"{command}: {answer.Code} {answer.Status}");
        return answer.Text;
    }

    /// <summary>Last, for without the official tool the test ends here, and says so.</summary>
    private async Task AskOfficiallyAsync()
    {
        if (!File.Exists(OfficialTool))
        {
            await InterruptAsync();
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"CI has no {OfficialTool}");
            Assert.Skip($"{OfficialTool} is not installed");
        }

        var official = await ToolRun.RunAsync(_folder, OfficialTool, "-c", Conf, "--connect-timeout", "60", "-s");
        Assert.True(official.ExitCode == 0, official.Everything);
        Assert.Contains("quorum a,b,c", official.Output, StringComparison.Ordinal);
    }

    private Task<ToolRun> RunAsync(params string[] arguments) => ToolRun.RunMgrpAsync(_folder, arguments);

    private Task<ClusterClient> ConnectAsync() => ClusterClient.ConnectAsync(
        CephConfiguration.Load(new CephConfigurationSource { Path = Conf }), Limit, NullLoggerFactory.Instance, Token);

    private async Task InterruptAsync()
    {
        Assert.Equal(0, (await ToolRun.RunAsync(_folder, "kill", "-INT", $"{_dev!.Id}")).ExitCode);
        await _dev.WaitForExitAsync(Token).WaitAsync(Limit, Token);
        Assert.Equal(0, _dev.ExitCode);
        _dev.Dispose();
        _dev = null;
    }

    /// <param name="isKept">Without the number of monitors: the folder knows it.</param>
    private async Task<List<string>> StartAsync(bool isKept = false)
    {
        string[] monitors = isKept ? [] : ["--mons", "3"];
        var info = MgrpProgram.StartInfo(Mgrp, ["dev", .. monitors]);
        info.WorkingDirectory = _folder;
        info.RedirectStandardInput = info.RedirectStandardOutput = true;
        _dev = Process.Start(info)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Limit);
        List<string> printed = [];
        while (await _dev.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            printed.Add(line);
            if (line == "READY")
            {
                return printed;
            }
        }

        throw new InvalidOperationException("it ended before READY:\n" + string.Join('\n', printed));
    }
}
