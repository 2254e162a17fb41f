using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.CephTool.Clusters;
using MgrPlatform.CephTool.Words;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Cli.Tests.Ceph;

/// <summary>The tool towards a real cluster, whose answers are written down here.</summary>
public sealed class ClusterVerbTests : IAsyncDisposable
{
    private readonly ScriptedCluster _cluster = new();
    private readonly MemoryStream _stdout = new();
    private readonly StringWriter _stderr = new();

    [Fact]
    public async Task A_command_is_checked_and_sent_typed()
    {
        var code = await RunAsync("osd", "pool", "create", "x", "8");

        Assert.Equal((0, "made\n", ""), (code, Output, _stderr.ToString()));
        Assert.Equal("""mon. {"prefix":"osd pool create","pool":"x","pg_num":8}""", _cluster.Sent[^1]);
    }

    [Fact]
    public async Task What_a_module_answers_is_asked_of_the_manager()
    {
        await RunAsync("fs", "status");

        Assert.Equal("""mon-mgr. {"prefix":"fs status"}""", _cluster.Sent[^1]);
    }

    [Fact]
    public async Task The_status_is_asked_without_any_descriptions()
    {
        await RunAsync("-s", "-f", "json");

        Assert.Equal(["""mon. {"prefix":"status","format":"json"}"""], _cluster.Sent);
        Assert.Equal("\n{\"health\":1}", Output);
    }

    [Fact]
    public async Task A_cluster_that_knows_no_such_plain_command_is_asked_what_it_knows()
    {
        _cluster.Answers["""{"prefix":"health"}"""] = CommandResult.Failure(Errno.Invalid, "command not known");

        var code = await RunAsync("health");

        Assert.Equal(22, code);
        Assert.Equal(2, _cluster.Sent.Count);
        Assert.StartsWith("no valid command found; ", _stderr.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_goes_to_stderr_with_its_errno_as_exit_code()
    {
        _cluster.Answers["""{"prefix":"osd down","ids":["1"]}"""] = CommandResult.Failure(13, "access denied");

        var code = await RunAsync("osd", "down", "1");

        Assert.Equal((13, "", "Error EACCES: access denied\n"), (code, Output, _stderr.ToString()));
    }

    [Fact]
    public async Task A_typo_is_answered_with_the_nearest_command()
    {
        var code = await RunAsync("fs", "statsu");

        Assert.Equal(22, code);
        Assert.Equal(
            "no valid command found; 1 closest matches:\nfs status [<fs>]\nError EINVAL: invalid command; did you mean 'fs status'?\n",
            _stderr.ToString());
    }

    [Fact]
    public async Task A_missing_argument_is_named_as_the_official_tool_names_it()
    {
        var code = await RunAsync("osd", "pool", "create");

        Assert.Equal(22, code);
        Assert.Equal(
            "Invalid command: missing required parameter pool(<poolname>)\nosd pool create <pool> [<pg_num:int>] :  create pool\n"
            + "Error EINVAL: invalid command\n",
            _stderr.ToString());
    }

    [Fact]
    public async Task From_Reef_on_usage_is_written_as_its_tool_writes_it()
    {
        await using var reef = new ScriptedCluster { IsReefOrNewer = true };

        await new ClusterVerb(reef, CephArguments.Parse(["osd", "pool", "mode"]), _stdout, _stderr)
            .RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            "Invalid command: missing required parameter mode(on|off)\nosd pool mode <mode:on|off> [--size <int>] :  mode\n"
            + "Error EINVAL: invalid command\n",
            _stderr.ToString());
    }

    [Fact]
    public async Task All_daemons_of_a_kind_answer_one_after_the_other_each_with_its_name()
    {
        _cluster.Answers["""{"prefix":"osd ls","format":"json"}"""] = CommandResult.Success("[0,2]");
        _cluster.Answers["""{"prefix":"version"}"""] = CommandResult.Success("{}\n");

        var code = await RunAsync("tell", "osd.*", "version");

        Assert.Equal((0, "osd.0: {}\nosd.2: {}\n"), (code, Output));
    }

    [Fact]
    public async Task A_log_is_filtered_by_its_channel()
    {
        _cluster.Log = [("cluster", "one"), ("audit", "two")];

        await RunAsync("-W", "audit");

        Assert.EndsWith("\ntwo\n", Output, StringComparison.Ordinal);
        Assert.DoesNotContain("one", Output, StringComparison.Ordinal);
        Assert.Equal("log-info", _cluster.Sent[^1]);
    }

    [Fact]
    public async Task Help_can_be_asked_of_a_single_daemon()
    {
        var code = await RunAsync("tell", "osd.0", "-h", "version");

        Assert.Equal(0, code);
        Assert.StartsWith("version", Output, StringComparison.Ordinal);
        Assert.Equal("""osd.0 {"prefix":"get_command_descriptions"}""", _cluster.Sent[^1]);
    }

    [Fact]
    public async Task A_monitor_is_pinged()
    {
        Assert.Equal(0, await RunAsync("ping", "mon.a"));
        Assert.Equal("ping a\n", Output);
        Assert.Equal(1, (await Assert.ThrowsAsync<CommandLineException>(() => RunAsync("ping", "osd.0"))).ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _stdout.DisposeAsync();
        await _stderr.DisposeAsync();
    }

    private string Output => Encoding.UTF8.GetString(_stdout.ToArray());

    private Task<int> RunAsync(params string[] words) =>
        new ClusterVerb(_cluster, CephArguments.Parse(words), _stdout, _stderr).RunAsync(TestContext.Current.CancellationToken);

    private sealed class ScriptedCluster : ICluster
    {
        private const string Descriptions = """
            {
              "cmd000": {"sig": ["osd", "pool", "create", {"name": "pool", "type": "CephPoolname"}, {"name": "pg_num", "type": "CephInt", "req": false}],
                         "help": "create pool", "module": "osd", "perm": "rw", "flags": 0},
              "cmd001": {"sig": ["fs", "status", {"name": "fs", "type": "CephString", "req": false}], "help": "status", "module": "mgr", "perm": "r", "flags": 8},
              "cmd002": {"sig": ["osd", "down", {"name": "ids", "type": "CephString", "n": "N"}], "help": "down", "module": "osd", "perm": "rw", "flags": 0},
              "cmd004": {"sig": ["osd", "pool", "mode", {"name": "mode", "type": "CephChoices", "strings": "on|off"},
                                 {"name": "size", "type": "CephInt", "req": false, "positional": false}], "help": "mode", "module": "osd", "perm": "rw", "flags": 0},
              "cmd003": {"sig": ["version"], "help": "version", "module": "osd", "perm": "r", "flags": 0}
            }
            """;

        public List<string> Sent { get; } = [];

        public bool IsReefOrNewer { get; init; }

        public Dictionary<string, CommandResult> Answers { get; } = new()
        {
            ["""{"prefix":"get_command_descriptions"}"""] = CommandResult.Success(Descriptions),
            ["""{"prefix":"osd pool create","pool":"x","pg_num":8}"""] = CommandResult.Success("made\n"),
            ["""{"prefix":"status","format":"json"}"""] = CommandResult.Success("{\"health\":1}"),
        };

        public (string Channel, string Line)[] Log { get; set; } = [];

        public Task<CommandResult> SendAsync(
            CommandTarget target, JsonObject command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
        {
            var text = command.ToJsonString();
            Sent.Add($"{target.Type}.{target.Id} {text}");
            return Task.FromResult(Answers.GetValueOrDefault(text) ?? CommandResult.Success(""));
        }

        public Task<CommandResult> PingAsync(string monitor, CancellationToken cancellationToken) =>
            Task.FromResult(CommandResult.Success($"ping {monitor}"));

        public Task WatchAsync(string level, Action<string, string> print, CancellationToken cancellationToken)
        {
            Sent.Add($"log-{level}");
            foreach (var (channel, line) in Log)
            {
                print(channel, line);
            }

            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
