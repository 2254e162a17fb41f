using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Runtimes.Rpc;
using MgrPlatform.PluginSdk;

namespace MgrPlatform.Modules.Tests.Runtimes;

public sealed class RpcConnectionTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ScriptedHandler _handler = new();
    private readonly Stream _theirs;
    private readonly StreamReader _lines;
    private readonly Stream _ours;
    private RpcConnection? _connection;

    public RpcConnectionTests()
    {
        (_ours, _theirs) = DuplexPipe.Create();
        _lines = new StreamReader(_theirs, new UTF8Encoding(false));
    }

    public async ValueTask DisposeAsync()
    {
        await _theirs.DisposeAsync();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        await _ours.DisposeAsync();
        _lines.Dispose();
    }

    [Fact]
    public async Task A_request_of_ours_is_answered()
    {
        var connection = Start();
        var call = connection.Begin("command", writer => writer.WriteNumber("x", 1));

        var request = await ReadAsync();
        await SendAsync($$$"""{"jsonrpc":"2.0","id":{{{request["id"]}}},"result":{"retval":0}}""");

        Assert.Equal("command", (string?)request["method"]);
        Assert.Equal(1, (int?)request["params"]!["x"]);
        Assert.Equal(0, (await call.Answer.WaitAsync(Patience, TestContext.Current.CancellationToken)).GetProperty("retval").GetInt32());
        Assert.Equal(0, connection.CallsUnderWay);
    }

    [Fact]
    public async Task Answers_may_come_out_of_order()
    {
        var connection = Start();
        var first = connection.Begin("a", static _ => { });
        var second = connection.Begin("b", static _ => { });
        var (one, two) = ((await ReadAsync())["id"], (await ReadAsync())["id"]);

        await SendAsync($$"""{"id":{{two}},"result":"b"}""", $$"""{"id":{{one}},"result":"a"}""", """{"id":99,"result":"nobody asked"}""");

        Assert.Equal("a", (await first.Answer.WaitAsync(Patience, TestContext.Current.CancellationToken)).GetString());
        Assert.Equal("b", (await second.Answer.WaitAsync(Patience, TestContext.Current.CancellationToken)).GetString());
        Assert.False(connection.Ended.IsCompleted);
    }

    [Fact]
    public async Task An_error_carries_errno_traceback_file_and_line()
    {
        var call = Start().Begin("initialize", static _ => { });
        var id = (await ReadAsync())["id"];

        await SendAsync($$$$"""{"id":{{{{id}}}},"error":{"code":-32000,"message":"bad","data":{"errno":-2,"file":"module.py","line":3,"traceback":"T"}}}""");

        var error = await Assert.ThrowsAsync<ModuleCallException>(() => call.Answer.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Equal((-2, "bad (module.py, line 3)", "T"), (error.Errno, error.Message, error.Traceback));
    }

    [Theory]
    [InlineData("""{"id":1,"error":{"code":-32601,"message":"no such method"}}""", -38, "no such method")]
    [InlineData("""{"id":1,"error":{"code":"x"}}""", -22, "no reason given")]
    [InlineData("""{"id":1,"error":5}""", -22, "the answer has neither result nor error")]
    [InlineData("""{"id":1}""", -22, "the answer has neither result nor error")]
    public async Task Poor_errors_are_errors_too(string answer, int errno, string message)
    {
        var connection = Start();
        var call = connection.Begin("ping", static _ => { });
        await ReadAsync();

        await SendAsync(answer);

        var error = await Assert.ThrowsAsync<ModuleCallException>(() => call.Answer.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Equal((errno, message), (error.Errno, error.Message));
        Assert.False(connection.Ended.IsCompleted);
    }

    [Theory]
    [InlineData("""{"id":7,"method":"echo","params":{"text":"ä"}}""", """{"jsonrpc":"2.0","id":7,"result":{"text":"ä"}}""")]
    [InlineData("""{"id":7,"method":"nonsense"}""", """{"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"the host does not know nonsense","data":{"errno":-38}}}""")]
    [InlineData("""{"id":7,"method":"refuse"}""", """{"jsonrpc":"2.0","id":7,"error":{"code":-32000,"message":"not you","data":{"errno":-13,"traceback":"line 1"}}}""")]
    [InlineData("""{"id":7,"method":"break"}""", """{"jsonrpc":"2.0","id":7,"error":{"code":-32000,"message":"the host could not answer break: no space left","data":{"errno":-5}}}""")]
    public async Task Requests_of_theirs_are_answered(string request, string answer)
    {
        Start();

        await SendAsync(request);

        Assert.Equal(answer, (await ReadAsync()).ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"number":"five"}""")]
    [InlineData("""{"number":5.5}""")]
    [InlineData("[1]")]
    public async Task Bad_params_are_answered_as_such(string parameters)
    {
        Start();

        await SendAsync($$"""{"id":7,"method":"shape","params":{{parameters}}}""");

        var error = (await ReadAsync())["error"]!;
        Assert.Equal((-32602, -22), ((int)error["code"]!, (int)error["data"]!["errno"]!));
        Assert.StartsWith("bad params for shape: ", (string?)error["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_not_JSON_is_answered_and_ends_the_connection()
    {
        var connection = Start();
        var call = connection.Begin("ping", static _ => { });
        await ReadAsync();

        await SendAsync("hello?");

        Assert.Equal(-32700, (int)(await ReadAsync())["error"]!["code"]!);
        Assert.StartsWith("it sent a line that is not JSON", await connection.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await Assert.ThrowsAsync<RpcException>(() => call.Answer.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("[1,2]", "it sent a line that is not JSON (a message must be an object)")]
    [InlineData("""{"id":3}""", "it sent a line that is not JSON (a message is a request, a notification or an answer)")]
    [InlineData("""{"method":"log"}""", "it broke the protocol: ")]
    [InlineData("""{"method":"\ud800","id":1}""", "it broke the protocol: ")]
    public async Task What_is_no_message_ends_the_connection(string line, string reason)
    {
        var connection = Start();

        await SendAsync(line);

        Assert.StartsWith(reason, await connection.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_line_above_the_limit_ends_the_connection(bool isWhole)
    {
        var connection = Start(new RpcLimits { MessageBytes = 1000 });
        var line = $$"""{"method":"x","params":"{{new string('a', 1200)}}"}""" + (isWhole ? "\n" : "");

        await _theirs.WriteAsync(Encoding.UTF8.GetBytes(line), TestContext.Current.CancellationToken);

        Assert.Equal("it sent a message above the limit of 1000 bytes", await connection.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Empty(_handler.Notified);
    }

    [Fact]
    public async Task A_long_line_may_come_in_many_pieces()
    {
        Start();
        var text = new string('x', 200_000);
        var line = Encoding.UTF8.GetBytes($$$"""{"id":1,"method":"echo","params":{"text":"{{{text}}}"}}""" + "\n");

        for (var sent = 0; sent < line.Length; sent += 1777)
        {
            await _theirs.WriteAsync(line.AsMemory(sent, Math.Min(1777, line.Length - sent)), TestContext.Current.CancellationToken);
        }

        Assert.Equal(text, (string?)(await ReadAsync())["result"]!["text"]);
    }

    [Fact]
    public async Task More_requests_than_the_limit_are_answered_EAGAIN()
    {
        Start(new RpcLimits { RequestsUnderWay = 2 });

        await SendAsync("""{"id":1,"method":"hold"}""", """{"id":2,"method":"hold"}""", """{"id":3,"method":"hold"}""");
        var refused = await ReadAsync();
        _handler.Release.SetResult();
        var others = new[] { (int)(await ReadAsync())["id"]!, (int)(await ReadAsync())["id"]! };
        await SendAsync("""{"id":4,"method":"echo","params":{"text":"again"}}""");

        Assert.Equal((3, -11), ((int)refused["id"]!, (int)refused["error"]!["data"]!["errno"]!));
        Assert.Equal([1, 2], others.Order());
        Assert.Equal("again", (string?)(await ReadAsync())["result"]!["text"]);
    }

    [Fact]
    public async Task A_call_that_nobody_waits_for_is_cancelled_by_its_number()
    {
        var connection = Start();
        using var gone = new CancellationTokenSource();
        var waiting = connection.Begin("command", static _ => { }).WaitAsync(gone.Token);
        var id = (int)(await ReadAsync())["id"]!;

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var cancel = await ReadAsync();
        Assert.Equal(("cancel", id, false), ((string?)cancel["method"], (int)cancel["params"]!["id"]!, cancel.ContainsKey("id")));
    }

    [Fact]
    public async Task Every_call_under_way_ends_when_the_other_side_closes()
    {
        var connection = Start();
        var calls = Enumerable.Range(0, 5).Select(_ => connection.Begin("ping", static _ => { })).ToList();

        await _theirs.DisposeAsync();

        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<RpcException>(() => call.Answer.WaitAsync(Patience, TestContext.Current.CancellationToken));
        }

        Assert.Equal("", await connection.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<RpcException>(() => connection.Begin("late", static _ => { }).Answer.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(4, 1_000_000)]
    [InlineData(1_000, 100_000)]
    public async Task Who_does_not_read_loses_the_connection(int messages, long bytes)
    {
        var connection = Start(new RpcLimits { OutboxMessages = messages, OutboxBytes = bytes });
        var text = new string('x', 10_000);

        for (var message = 0; message < 50; message++)
        {
            connection.Notify("options", writer => writer.WriteString("text", text));
        }

        Assert.Equal("it does not read what the host sends", await connection.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_message_of_ours_above_the_limit_fails_alone()
    {
        var connection = Start(new RpcLimits { MessageBytes = 1000 });

        var call = connection.Begin("command", writer => writer.WriteString("inbuf", new string('x', 1000)));

        Assert.Equal(-7, (await Assert.ThrowsAsync<ModuleCallException>(() => call.Answer.WaitAsync(Patience, TestContext.Current.CancellationToken))).Errno);
        await SendAsync("""{"id":1,"method":"echo","params":{"text":"still here"}}""");
        Assert.Equal("still here", (string?)(await ReadAsync())["result"]!["text"]);
    }

    [Fact]
    public async Task A_handler_under_way_is_cancelled_when_the_connection_ends()
    {
        var connection = Start();
        await SendAsync("""{"id":1,"method":"hold"}""", """{"method":"heard"}""");
        while (_handler.Notified.IsEmpty)
        {
            await Task.Yield();
        }

        connection.End("it was killed");

        Assert.Equal("it was killed", await connection.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken));
        await connection.DisposeAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private RpcConnection Start(RpcLimits? limits = null)
    {
        _connection = new RpcConnection(_ours, _handler, limits ?? new RpcLimits());
        _connection.Start();
        return _connection;
    }

    private async Task SendAsync(params string[] lines) => await _theirs.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), TestContext.Current.CancellationToken);

    private async Task<JsonObject> ReadAsync() => JsonNode.Parse((await _lines.ReadLineAsync().WaitAsync(Patience, TestContext.Current.CancellationToken))!)!.AsObject();
}
