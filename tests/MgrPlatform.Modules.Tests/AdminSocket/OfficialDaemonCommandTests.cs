using System.Diagnostics;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.AdminSocket;
using MgrPlatform.Modules.Commands;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Modules.Tests.AdminSocket;

/// <summary>The official <c>ceph daemon PATH …</c> against our server.</summary>
public sealed class OfficialDaemonCommandTests : IDisposable
{
    private const string Tool = "/usr/bin/ceph";
    private readonly SocketFolder _folder = new();

    private static readonly CommandTable Table = CommandTable.Empty.With("test",
    [
        new("fs status name=fs,type=CephString,req=false", "Show file systems", "r"),
        new("osd in name=ids,type=CephOsdName,n=N -- name=note,type=CephString,req=false", "Put in", "rw"),
        new("fail name=with,type=CephInt,range=1|200", "Fail", "r"),
    ]).Table;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("fs status", 0, """{"prefix":"fs status"}""")]
    [InlineData("fs status cephfs", 0, """{"prefix":"fs status","fs":"cephfs"}""")]
    [InlineData("--format json fs status", 0, """{"prefix":"fs status","format":"json"}""")]
    [InlineData("osd in 1 osd.2 --note hi", 0, """{"prefix":"osd in","ids":[1,2],"note":"hi"}""")]
    [InlineData("fail 2", 0, "ERROR: (2) No such file or directory\nas you wish\n")]
    [InlineData("fail 0", 22, "")]
    [InlineData("nosuch", 22, "")]
    [InlineData("version", 0, "{\n    \"version\": \"16.2.15\",\n    \"release\": \"pacific\",\n    \"release_type\": \"stable\"\n}\n")]
    public async Task The_official_tool_gets_its_answer(string words, int exitCode, string output)
    {
        Require();
        await using var server = Start();

        var (code, text) = await RunAsync(words);

        Assert.Equal((exitCode, output), (code, output.EndsWith('\n') ? text : text.TrimEnd('\n')));
    }

    [Fact]
    public async Task The_official_tool_shows_our_help()
    {
        Require();
        await using var server = Start();

        var (_, text) = await RunAsync("help");

        Assert.Equal("Show file systems", JsonNode.Parse(text)!["fs status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Several_official_tools_are_answered_at_once()
    {
        Require();
        var all = new TaskCompletionSource();
        var waiting = 0;
        await using var server = Start(async request =>
        {
            if (Interlocked.Increment(ref waiting) == 4)
            {
                all.SetResult(); // No one is answered before all four are here.
            }

            await all.Task;
            return CommandResult.Success(request.Command["fs"]!.GetValue<string>());
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => RunAsync($"fs status fs{i}")));

        Assert.Equal(["fs0", "fs1", "fs2", "fs3"], answers.Select(answer => answer.Output.Trim()));
    }

    private static void Require()
    {
        if (!File.Exists(Tool) && Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail($"CI needs {Tool}; install ceph-common");
        }

        Assert.SkipUnless(File.Exists(Tool), $"needs {Tool}; install ceph-common");
    }

    private AdminSocketServer Start(Func<CommandRequest, Task<CommandResult>>? handler = null)
    {
        var server = new AdminSocketServer(
            new AdminSocketOptions { Path = _folder.Socket }, () => Table, (request, _) => (handler ?? Echo)(request), NullLogger<AdminSocketServer>.Instance);
        server.Start();
        return server;
    }

    private static Task<CommandResult> Echo(CommandRequest request)
    {
        var binding = CommandMapCheck.Bind(Table, request.Command);
        return Task.FromResult(!binding.IsBound ? binding.Failure
            : request.Prefix == "fail" ? CommandResult.Failure(binding.Command!["with"]!.GetValue<int>(), "as you wish")
            : CommandResult.Success(binding.Command!.ToJsonString()));
    }

    private async Task<(int Code, string Output)> RunAsync(string words)
    {
        var options = words.StartsWith("--format", StringComparison.Ordinal) ? words.Split(' ')[..2] : [];
        var start = new ProcessStartInfo(Tool, [.. options, "daemon", _folder.Socket, .. words.Split(' ')[options.Length..]])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["CEPH_CONF"] = "/dev/null";
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await errors;
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
