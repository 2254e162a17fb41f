using System.Text;
using MgrPlatform.Modules.AdminSocket;
using MgrPlatform.Modules.Commands;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Modules.Tests.AdminSocket;

public sealed class AdminSocketServerTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly SocketFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Requests and answers as a ceph-mgr 16.2.15 gave them.
    [Theory]
    [InlineData("{\"prefix\":\"0\"}\0", "[1]2")]
    [InlineData("{\"prefix\":\"0\",\"format\":\"json\"}\0", "[1]2")]
    [InlineData("\0\0\0\0", "[1]2")]
    [InlineData("{\"prefix\":\"version\"}\0", "[85]{\n    \"version\": \"16.2.15\",\n    \"release\": \"pacific\",\n    \"release_type\": \"stable\"\n}\n")]
    [InlineData("{\"prefix\":\"version\"}\n", "[85]{\n    \"version\": \"16.2.15\",\n    \"release\": \"pacific\",\n    \"release_type\": \"stable\"\n}\n")]
    [InlineData("{\"prefix\":\"version\"}\r\n", "[85]{\n    \"version\": \"16.2.15\",\n    \"release\": \"pacific\",\n    \"release_type\": \"stable\"\n}\n")]
    [InlineData("{\"prefix\":\"version\",\"format\":\"json\"}\0", "[65]{\"version\":\"16.2.15\",\"release\":\"pacific\",\"release_type\":\"stable\"}")]
    [InlineData("{\"prefix\":\"git_version\"}\0", "[66]{\n    \"git_version\": \"618f440892089921c3e944a991122ddc44e60516\"\n}\n")]
    [InlineData("version\0", "[42]ERROR: (22) Invalid argument\ninvalid json\n")]
    [InlineData("0\n", "[42]ERROR: (22) Invalid argument\ninvalid json\n")]
    [InlineData("\n", "[42]ERROR: (22) Invalid argument\ninvalid json\n")]
    [InlineData("{bad json\0", "[42]ERROR: (22) Invalid argument\ninvalid json\n")]
    [InlineData("[]\0", "[42]ERROR: (22) Invalid argument\ninvalid json\n")]
    [InlineData("\"version\"\0", "[42]ERROR: (22) Invalid argument\ninvalid json\n")]
    [InlineData("{\"prefix\":\n\"version\"}\0", "[42]ERROR: (22) Invalid argument\ninvalid json\n")]
    [InlineData("\u00ff\u00fe\0", "[42]ERROR: (22) Invalid argument\ninvalid json\n")]
    [InlineData("{\"prefix\":null}\0", "[42]ERROR: (22) Invalid argument\ninvalid json\n")]
    [InlineData("{\"prefix\":\"nosuch\",\"format\":5}\0", "[72]ERROR: (22) Invalid argument\ninvalid json, missing format and/or prefix\n")]
    [InlineData("{\"prefix\":5}\0", "[72]ERROR: (22) Invalid argument\ninvalid json, missing format and/or prefix\n")]
    public async Task Answers_are_those_of_a_real_daemon(string request, string answer)
    {
        await using var server = Start(Unknown, options => options with { GitVersion = "618f440892089921c3e944a991122ddc44e60516" });

        Assert.Equal(answer, await RawClient.AskAsync(_folder.Socket, request));
    }

    [Theory]
    [InlineData(0, "out", "", "[3]out")]
    [InlineData(0, "out", "said", "[3]out")]
    [InlineData(0, "", "said", "[4]said")]
    [InlineData(0, "", "", "[0]")]
    [InlineData(22, "", "positive", "[8]positive")]
    [InlineData(-2, "", "i don't have pgid 9.0", "[59]ERROR: (2) No such file or directory\ni don't have pgid 9.0\n")]
    [InlineData(-22, "out", "said", "[37]ERROR: (22) Invalid argument\nsaid\nout")]
    public async Task A_result_is_written_as_Ceph_writes_it(int code, string output, string status, string answer)
    {
        await using var server = Start((_, _) => Task.FromResult(new CommandResult(code, Encoding.UTF8.GetBytes(output), status)));

        Assert.Equal(answer, await RawClient.AskAsync(_folder.Socket, "{\"prefix\":\"x\"}\0"));
    }

    [Fact]
    public async Task The_handler_gets_the_map_without_our_own_members()
    {
        CommandRequest? seen = null;
        await using var server = Start((request, _) =>
        {
            seen = request;
            return Task.FromResult(CommandResult.Success("ok"));
        });

        await RawClient.AskAsync(_folder.Socket, """{"prefix":"x","a":1,"input_base64":"aGk="}""" + "\0");

        Assert.Equal("""{"prefix":"x","a":1}""", seen!.Command.ToJsonString());
        Assert.Equal("hi", Encoding.UTF8.GetString(seen.Input.Span));
        Assert.Same(CommandCaller.Local, seen.Caller);
    }

    [Fact]
    public async Task The_socket_belongs_to_its_owner_alone_and_leaves_nothing_behind()
    {
        var server = Start(Unknown);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Socket));
        Assert.Equal(["mgr.x.asok"], _folder.Files);

        await server.DisposeAsync();
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public async Task A_second_server_at_the_same_path_is_refused_and_the_first_goes_on()
    {
        await using var first = Start(Unknown);

        var error = Assert.Throws<IOException>(() => Start(Unknown));

        Assert.Contains("another daemon answers at", error.Message, StringComparison.Ordinal);
        Assert.Equal("[1]2", await RawClient.AskAsync(_folder.Socket, "{\"prefix\":\"0\"}\0"));
    }

    [Fact]
    public async Task A_stale_socket_is_replaced()
    {
        using (var dead = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, default))
        {
            dead.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(_folder.Socket + ".tmp"));
            dead.Listen();
            File.Move(_folder.Socket + ".tmp", _folder.Socket); // Else it is removed with the listener.
        }

        await using var server = Start(Unknown);

        Assert.Equal("[1]2", await RawClient.AskAsync(_folder.Socket, "{\"prefix\":\"0\"}\0"));
    }

    [Fact]
    public void A_file_that_is_no_socket_is_left_alone()
    {
        File.WriteAllText(_folder.Socket, "precious");

        var error = Assert.Throws<IOException>(() => Start(Unknown));

        Assert.Contains("is not a socket", error.Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(_folder.Socket));
    }

    [Fact]
    public void A_path_too_long_for_a_socket_is_refused_with_its_length()
    {
        var error = Assert.Throws<IOException>(() => Start(Unknown, options => options with { Path = "/tmp/" + new string('x', 120) }));

        Assert.Contains("is 125 bytes long and Linux allows 107", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_command_does_not_keep_others_waiting()
    {
        var release = new TaskCompletionSource();
        await using var server = Start(async (request, _) =>
        {
            if (request.Prefix == "slow")
            {
                await release.Task;
            }

            return CommandResult.Success(request.Prefix);
        });

        var slow = RawClient.AskAsync(_folder.Socket, "{\"prefix\":\"slow\"}\0");
        var quick = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => RawClient.AskAsync(_folder.Socket, $"{{\"prefix\":\"q{i:00}\"}}\0")));
        Assert.False(slow.IsCompleted);
        release.SetResult();

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"[3]q{i:00}"), quick);
        Assert.Equal("[4]slow", await slow);
    }

    [Fact]
    public async Task A_handler_that_throws_is_an_answer()
    {
        await using var server = Start((_, _) => throw new InvalidOperationException("secret detail"));

        Assert.EndsWith("]ERROR: (5) Input/output error\n'x' failed inside the manager; its log has the details\n",
            await RawClient.AskAsync(_folder.Socket, "{\"prefix\":\"x\"}\0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_lets_a_running_command_answer()
    {
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var server = Start(async (_, _) =>
        {
            started.SetResult();
            await release.Task;
            return CommandResult.Success("done");
        });
        var answer = RawClient.AskAsync(_folder.Socket, "{\"prefix\":\"x\"}\0");
        await started.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);

        var stop = server.StopAsync();
        release.SetResult();

        Assert.Equal("[4]done", await answer);
        await stop.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal(0, server.ConnectionCount);
    }

    [Fact]
    public async Task A_stop_cancels_a_command_that_does_not_end()
    {
        var started = new TaskCompletionSource();
        var server = Start(async (_, token) =>
        {
            started.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(token);
            return CommandResult.Success("never");
        }, options => options with { StopTime = TimeSpan.FromMilliseconds(50) });
        var answer = RawClient.AskAsync(_folder.Socket, "{\"prefix\":\"x\"}\0");
        await started.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);

        await server.StopAsync().WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.Contains("ERROR: (125) Operation canceled\nthe manager is stopping", await answer, StringComparison.Ordinal);
    }

    private static Task<CommandResult> Unknown(CommandRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(CommandResult.Failure(Errno.Invalid, $"unknown command prefix {request.Prefix}"));

    private AdminSocketServer Start(
        Func<CommandRequest, CancellationToken, Task<CommandResult>> handler, Func<AdminSocketOptions, AdminSocketOptions>? change = null)
    {
        var options = new AdminSocketOptions { Path = _folder.Socket };
        var server = new AdminSocketServer(
            change?.Invoke(options) ?? options, () => CommandTable.Empty, handler, NullLogger<AdminSocketServer>.Instance);
        server.Start();
        return server;
    }
}
