using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Accounts;
using MgrPlatform.Modules.Catalog;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.Modules.Logs;
using MgrPlatform.PluginSdk;
using MgrPlatform.PluginSdk.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Modules.Tests.Lifecycle;

public sealed class ModuleRunTests : IAsyncDisposable
{
    private const string Fine = """{"retval": 0, "stdout": "out", "stderr": ""}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly ModuleHostOptions Options = new() { StateDirectory = "/nowhere", SdkDirectory = "/nowhere" };
    private readonly FakeRunner _runner = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ModuleAccount _account = new();
    private readonly ModuleRun _run;

    public ModuleRunTests()
    {
        var limits = new PluginLimits { Concurrency = 1, QueueLength = 2, CommandDeadline = TimeSpan.FromSeconds(30) };
        var manifest = new PluginManifest("hello", "1", "", PluginLanguage.Python, null, null, false, false, new PluginCapabilities(), limits);
        var log = new ModuleLog("hello", NullLogger.Instance, _time);
        _run = new ModuleRun(1, new Plugin("hello", "/plugins/hello", manifest, null, 1), _runner, ModuleDeclarations.None, _account, log, _time);
    }

    public ValueTask DisposeAsync() => _runner.DisposeAsync();

    [Fact]
    public async Task A_command_is_sent_with_its_input_session_and_deadline_and_answered()
    {
        var result = _run.ExecuteAsync(Request("hello", Encoding.UTF8.GetBytes("in")), session: 7, CancellationToken.None);
        var sent = _runner.Calls.Single();
        _time.Advance(TimeSpan.FromMilliseconds(20));
        sent.Answer(Fine);

        Assert.Equal(
            ("command", "hello", "in", 7, 30000),
            (sent.Method, sent.Parameters.GetProperty("cmd").GetProperty("prefix").GetString(), sent.Parameters.GetProperty("inbuf").GetString(),
                sent.Parameters.GetProperty("session").GetInt32(), sent.Parameters.GetProperty("deadline_ms").GetInt32()));
        Assert.Equal((0, "out", ""), Show(await result.WaitAsync(Patience, TestContext.Current.CancellationToken)));
        Assert.Equal(1, _account.Calls);
        Assert.InRange(_account.Latency.Quantile(0.5).TotalMilliseconds, 20, 24);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_go_both_ways()
    {
        var result = _run.ExecuteAsync(Request("hello", new byte[] { 0xFF, 0 }), 1, CancellationToken.None);
        var sent = _runner.Calls.Single();
        sent.Answer("""{"retval": 0, "stdout_base64": "/wA=", "stderr": ""}""");

        Assert.Equal("/wA=", sent.Parameters.GetProperty("inbuf_base64").GetString());
        Assert.Equal(new byte[] { 0xFF, 0 }, (await result.WaitAsync(Patience, TestContext.Current.CancellationToken)).Output.ToArray());
    }

    [Theory]
    [InlineData("5")]
    [InlineData("""{"retval": "0", "stdout": "", "stderr": ""}""")]
    [InlineData("""{"retval": 0, "stdout": 5, "stderr": ""}""")]
    [InlineData("""{"retval": 0, "stdout": ""}""")]
    [InlineData("""{"retval": 1e99, "stdout": "", "stderr": ""}""")]
    [InlineData("""{"retval": 0, "stdout_base64": "???", "stderr": ""}""")]
    public async Task An_answer_that_is_no_command_result_is_EINVAL_and_counts_as_a_failure(string answer)
    {
        var result = _run.ExecuteAsync(Request("hello"), 1, CancellationToken.None);
        _runner.Calls.Single().Answer(answer);

        Assert.Equal((-Errno.Invalid, "", "module 'hello' answered 'hello' with something that is no command result"), Show(await result.WaitAsync(Patience, TestContext.Current.CancellationToken)));
        Assert.Equal(1, _account.Failures);
    }

    [Fact]
    public async Task A_refusal_of_the_module_keeps_its_errno_and_traceback()
    {
        var result = _run.ExecuteAsync(Request("hello"), 1, CancellationToken.None);
        _runner.Calls.Single().Fail(new ModuleCallException(-Errno.NotFound, "no such thing", "Traceback"));

        Assert.Equal((-Errno.NotFound, "", "Traceback"), Show(await result.WaitAsync(Patience, TestContext.Current.CancellationToken)));
        Assert.Equal("'hello': no such thing", _account.LastError.Text);
    }

    [Fact]
    public async Task Past_its_deadline_a_command_is_ETIMEDOUT_and_keeps_its_place_until_the_module_answers()
    {
        var slow = _run.ExecuteAsync(Request("slow"), 1, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(31));

        var late = await slow.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var refused = await _run.ExecuteAsync(Request("next"), 1, CancellationToken.None).WaitAsync(Patience, TestContext.Current.CancellationToken);
        _runner.Calls.Single().Answer(Fine);
        var next = _run.ExecuteAsync(Request("next"), 1, CancellationToken.None);
        _runner.Calls[1].Answer(Fine);

        Assert.Equal((-Errno.TimedOut, "", "'slow' got no answer from module 'hello' within 30 s; the module is still busy with it"), Show(late));
        Assert.Equal((-Errno.TryAgain, "", "module 'hello' is busy with 'slow' since 31 s, past its deadline; try again later"), Show(refused));
        Assert.Equal(0, (await next.WaitAsync(Patience, TestContext.Current.CancellationToken)).Code);
        Assert.True(_runner.Calls[0].IsCancelled);
        Assert.Equal((1, 1), (_account.Timeouts, _runner.StacksDumped));
    }

    [Fact]
    public async Task Commands_wait_their_turn_and_too_many_are_EAGAIN()
    {
        var commands = Enumerable.Range(0, 3).Select(number => _run.ExecuteAsync(Request($"c{number}"), 1, CancellationToken.None)).ToList();
        Assert.Equal((1, 2), (_runner.Calls.Count, _run.Waiting));

        var refused = await _run.ExecuteAsync(Request("c3"), 1, CancellationToken.None).WaitAsync(Patience, TestContext.Current.CancellationToken);
        _runner.Calls[0].Answer(Fine);
        await UntilAsync(() => _runner.Calls.Count == 2);
        _runner.Calls[1].Answer(Fine);
        await UntilAsync(() => _runner.Calls.Count == 3);
        _runner.Calls[2].Answer(Fine);

        Assert.Equal((-Errno.TryAgain, "", "module 'hello' has 2 commands waiting already; try again later"), Show(refused));
        Assert.All(await Task.WhenAll(commands).WaitAsync(Patience, TestContext.Current.CancellationToken), result => Assert.Equal(0, result.Code));
        Assert.Equal((0, 0), (_run.Waiting, _run.UnderWay));
    }

    [Fact]
    public async Task A_command_whose_turn_never_comes_is_ETIMEDOUT_too()
    {
        var first = _run.ExecuteAsync(Request("first"), 1, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(20));
        var second = _run.ExecuteAsync(Request("second"), 1, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.EndsWith("within 30 s; it was still waiting for its turn", (await second.WaitAsync(Patience, TestContext.Current.CancellationToken)).Status, StringComparison.Ordinal);
        Assert.Equal(-Errno.TimedOut, (await first.WaitAsync(Patience, TestContext.Current.CancellationToken)).Code);
        Assert.Single(_runner.Calls);
    }

    [Fact]
    public async Task A_caller_that_goes_away_leaves_its_place()
    {
        using var gone = new CancellationTokenSource();
        var first = _run.ExecuteAsync(Request("first"), 1, gone.Token);
        var second = _run.ExecuteAsync(Request("second"), 1, gone.Token);

        await gone.CancelAsync();

        Assert.Equal(-Errno.Canceled, (await first.WaitAsync(Patience, TestContext.Current.CancellationToken)).Code);
        Assert.Equal(-Errno.Canceled, (await second.WaitAsync(Patience, TestContext.Current.CancellationToken)).Code);
        Assert.True(_runner.Calls.Single().IsCancelled);
        Assert.Equal(0, _run.Waiting);
    }

    [Fact]
    public async Task When_the_run_ends_the_command_under_way_is_EIO_and_those_that_wait_are_EAGAIN_at_once()
    {
        var first = _run.ExecuteAsync(Request("first"), 1, CancellationToken.None);
        var second = _run.ExecuteAsync(Request("second"), 1, CancellationToken.None);
        var third = _run.ExecuteAsync(Request("third"), 1, CancellationToken.None);

        _runner.Kill("exit code 1");

        Assert.Equal((-Errno.InputOutput, "", "module 'hello' ended while it answered 'first': exit code 1; it may have been carried out in part"), Show(await first.WaitAsync(Patience, TestContext.Current.CancellationToken)));
        Assert.Equal(-Errno.TryAgain, (await second.WaitAsync(Patience, TestContext.Current.CancellationToken)).Code);
        Assert.Equal(-Errno.TryAgain, (await third.WaitAsync(Patience, TestContext.Current.CancellationToken)).Code);
    }

    [Fact]
    public void A_command_that_does_not_end_long_after_its_deadline_is_a_fault()
    {
        _ = _run.ExecuteAsync(Request("slow"), 1, CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(_run.FindFault(Options));
        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal("command 'slow' did not end 61 s after it began (deadline 30 s)", _run.FindFault(Options));
    }

    [Fact]
    public void Silence_is_a_fault_and_the_stacks_are_taken_before()
    {
        Assert.Null(_run.FindFault(Options));
        Assert.Equal("ping", _runner.Calls.Single().Method);
        _time.Advance(TimeSpan.FromSeconds(8));
        Assert.Null(_run.FindFault(Options));
        Assert.Equal(1, _runner.StacksDumped);
        _time.Advance(TimeSpan.FromSeconds(8));

        Assert.Equal("it does not answer for 16 s (an endless loop, or a call that blocks)", _run.FindFault(Options));
        Assert.Equal(1, _runner.StacksDumped);
    }

    [Fact]
    public void Who_answers_pings_is_asked_again_only_after_the_interval()
    {
        _run.FindFault(Options);
        _runner.Calls[0].Answer("{}");
        _time.Advance(TimeSpan.FromSeconds(4));
        _run.FindFault(Options);
        Assert.Single(_runner.Calls);

        _time.Advance(TimeSpan.FromSeconds(2));
        _run.FindFault(Options);
        _runner.Calls[1].Fail(new ModuleCallException(-38, "no ping here")); // Is an answer too.
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Null(_run.FindFault(Options));
    }

    [Fact]
    public async Task A_drain_waits_for_those_inside_and_lets_nobody_in()
    {
        Assert.True(_run.TryEnter());
        var drained = _run.DrainAsync(TimeSpan.FromSeconds(30));

        Assert.False(_run.TryEnter());
        Assert.False(drained.IsCompleted);
        _run.Leave();

        await drained.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_drain_ends_with_its_patience_or_with_the_run(bool runEnds)
    {
        Assert.True(_run.TryEnter());
        var drained = _run.DrainAsync(TimeSpan.FromSeconds(30));

        if (runEnds)
        {
            _runner.Kill("it crashed");
        }
        else
        {
            _time.Advance(TimeSpan.FromSeconds(31));
        }

        await drained.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private static CommandRequest Request(string prefix, byte[]? input = null) => new(new JsonObject { ["prefix"] = prefix }, input ?? [], CommandCaller.Local);

    private static (int, string, string) Show(CommandResult result) => (result.Code, result.OutputText, result.Status);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
