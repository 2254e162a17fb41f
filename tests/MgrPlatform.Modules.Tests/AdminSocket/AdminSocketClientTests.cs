using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.AdminSocket;
using MgrPlatform.Modules.Commands;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Modules.Tests.AdminSocket;

public sealed class AdminSocketClientTests : IDisposable
{
    private readonly SocketFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, "out", "said")]
    [InlineData(0, "", "said")]
    [InlineData(0, "out", "")]
    [InlineData(-22, "out", "said\nmore")]
    [InlineData(-22, "", "")]
    [InlineData(22, "", "positive")]
    [InlineData(0, "ERROR: (2) not ours", "")]
    public async Task Our_own_server_tells_output_from_status(int code, string output, string status)
    {
        await using var server = Start((_, _) => Task.FromResult(new CommandResult(code, Encoding.UTF8.GetBytes(output), status)));

        var result = await SendAsync(new JsonObject { ["prefix"] = "x" });

        Assert.Equal((code, output, status), (result.Code, result.OutputText, result.Status));
    }

    [Fact]
    public async Task Input_arrives_as_it_was_sent()
    {
        await using var server = Start((request, _) => Task.FromResult(new CommandResult(0, request.Input, request.Command.ToJsonString())));
        var input = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();

        var result = await new AdminSocketClient(_folder.Socket).SendAsync(
            new JsonObject { ["prefix"] = "x" }, input, TestContext.Current.CancellationToken);

        Assert.Equal(input, result.Output.ToArray());
        Assert.Equal("""{"prefix":"x"}""", result.Status);
    }

    [Theory]
    [InlineData("ERROR: (2) No such file or directory\ni don't have pgid 9.0\n", -2, "", "i don't have pgid 9.0")]
    [InlineData("{}\n", 0, "{}\n", "")]
    [InlineData("", 0, "", "")]
    [InlineData("ERROR: something\n", 0, "ERROR: something\n", "")]
    public async Task A_real_daemon_s_error_line_becomes_a_code(string answer, int code, string output, string status)
    {
        using var daemon = new OneAnswer(_folder.Socket, [0, 0, 0, (byte)answer.Length, .. Encoding.UTF8.GetBytes(answer)]);

        var result = await SendAsync(new JsonObject { ["prefix"] = "x" });

        Assert.Equal((code, output, status), (result.Code, result.OutputText, result.Status));
        Assert.Equal("""{"prefix":"x","result_frame":true}""" + "\0", await daemon.Request);
    }

    [Theory]
    [InlineData(new byte[] { }, "closed the connection before it had answered 'x'")]
    [InlineData(new byte[] { 0, 0, 0, 9, 1 }, "closed the connection before it had answered 'x'")]
    [InlineData(new byte[] { 255, 0, 0, 0 }, "answers with 4278190080 bytes; at most 268435456 are taken")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 2, 123, 125 }, "with something else than a result")]
    public async Task A_broken_answer_is_said_to_be_one(byte[] answer, string part)
    {
        using var daemon = new OneAnswer(_folder.Socket, answer);

        var error = await Assert.ThrowsAsync<IOException>(() => SendAsync(new JsonObject { ["prefix"] = "x" }));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_daemon_is_said_with_the_path()
    {
        var error = await Assert.ThrowsAsync<IOException>(() => SendAsync(new JsonObject { ["prefix"] = "x" }));

        Assert.Equal($"there is no admin socket at {_folder.Socket}; start the daemon, or check the path", error.Message);
    }

    [Fact]
    public async Task A_daemon_that_does_not_answer_is_given_up()
    {
        await using var server = Start(async (_, token) =>
        {
            await new TaskCompletionSource().Task.WaitAsync(token);
            return CommandResult.Success("never");
        });
        var client = new AdminSocketClient(_folder.Socket, new AdminSocketClientOptions { AnswerTime = TimeSpan.FromMilliseconds(100) });

        var error = await Assert.ThrowsAsync<IOException>(
            () => client.SendAsync(new JsonObject { ["prefix"] = "x" }, default, TestContext.Current.CancellationToken));

        Assert.Contains("has not answered 'x' within 0 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_comes_over_as_it_is()
    {
        var table = CommandTable.Empty.With("m", [new("fs status name=fs,type=CephString,req=false", "Show", "r")]).Table;
        await using var server = Start((_, _) => Task.FromResult(CommandResult.Success("")), table);

        var received = await new AdminSocketClient(_folder.Socket).GetTableAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["0", "fs status", "get_command_descriptions", "git_version", "help", "version"], received.Entries.Select(entry => entry.Prefix));
        Assert.Equal("fs status name=fs,type=CephString,req=false", received.Find("fs status")!.Signature.Declaration);
    }

    private Task<CommandResult> SendAsync(JsonObject command) =>
        new AdminSocketClient(_folder.Socket).SendAsync(command, default, TestContext.Current.CancellationToken);

    private AdminSocketServer Start(Func<CommandRequest, CancellationToken, Task<CommandResult>> handler, CommandTable? table = null)
    {
        var server = new AdminSocketServer(
            new AdminSocketOptions { Path = _folder.Socket, StopTime = TimeSpan.FromMilliseconds(50) },
            () => table ?? CommandTable.Empty, handler, NullLogger<AdminSocketServer>.Instance);
        server.Start();
        return server;
    }

    /// <summary>A daemon that gives the same bytes to whoever asks first.</summary>
    private sealed class OneAnswer : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        internal OneAnswer(string path, byte[] answer)
        {
            _listener.Bind(new UnixDomainSocketEndPoint(path));
            _listener.Listen();
            Request = AnswerAsync(answer);
        }

        internal Task<string> Request { get; }

        public void Dispose() => _listener.Dispose();

        private async Task<string> AnswerAsync(byte[] answer)
        {
            using var client = await _listener.AcceptAsync();
            var buffer = new byte[4096];
            var length = await client.ReceiveAsync(buffer);
            await client.SendAsync(answer);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }
}
