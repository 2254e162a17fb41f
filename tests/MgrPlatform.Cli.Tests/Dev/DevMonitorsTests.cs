using System.Diagnostics;
using MgrPlatform.Client;
using MgrPlatform.Client.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Cli.Tests.Dev;

/// <summary>The whole program with monitors of its own: a quorum and two managers in one process, asked over messenger v2.</summary>
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
        await StartAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, ".mgrp", "keyring")));
        await using (var client = await ConnectAsync())
        {
            var status = await AskAsync(client, """{"prefix":"status"}""");
            Assert.Contains("mon: 3 daemons, quorum a,b,c", status, StringComparison.Ordinal);
            Assert.Contains("standbys: ", status, StringComparison.Ordinal);
            await AskAsync(client, """{"prefix":"config-key set","key":"kept","val":"over a restart"}""");
            var module = await client.Manager.CommandAsync("""{"prefix":"fs status"}""", default, Limit, Token);
            Assert.True(module.IsSuccess || module.Status.Contains("filesystem", StringComparison.OrdinalIgnoreCase), module.Status);
        }

        if (File.Exists(OfficialTool))
        {
            var official = await ToolRun.RunAsync(_folder, OfficialTool, "-c", Conf, "--connect-timeout", "60", "-s");
            Assert.True(official.ExitCode == 0, official.Everything);
            Assert.Contains("quorum a,b,c", official.Output, StringComparison.Ordinal);
        }
        else
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"CI has no {OfficialTool}");
        }

        await InterruptAsync();
        Assert.Contains(await StartAsync(), static line => line.Contains("stores that were kept", StringComparison.Ordinal));
        await using (var client = await ConnectAsync())
        {
            Assert.Equal("over a restart", await AskAsync(client, """{"prefix":"config-key get","key":"kept"}"""));
        }

        await InterruptAsync();
    }

    [Theory]
    [InlineData("--mons", "0", "--mons takes 1 to 7")]
    [InlineData("--mgrs", "2", "--mgrs goes with --mons")]
    public async Task An_option_that_makes_no_sense_is_one_line(string option, string value, string told)
    {
        var run = await ToolRun.RunAsync(_folder, "dotnet", Mgrp, "dev", option, value);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(told, Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(ClusterClient client, string command)
    {
        var answer = await client.Monitors.CommandAsync(command, default, Limit, Token);
        Assert.True(answer.IsSuccess, $"{command}: {answer.Code} {answer.Status}");
        return answer.Text;
    }

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

    private async Task<List<string>> StartAsync()
    {
        _dev = Process.Start(new ProcessStartInfo("dotnet", [Mgrp, "dev", "--mons", "3", "--mgrs", "2"])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
        })!;
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
