using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Catalog;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.PluginSdk;

namespace MgrPlatform.Modules.Tests.Services;

public sealed class ModuleCallsTests : IAsyncDisposable
{
    private readonly FakeHost _host = new();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("get", """{"name": "osd_map"}""", "read 'osd_map'", "\"documents\": [\"osd_map\"]")]
    [InlineData("get_counters", "{}", "read 'counters'", "\"documents\": [\"counters\"]")]
    [InlineData("get_counter", """{"type": "osd", "id": "0", "path": "x"}""", "read 'counters'", "\"documents\": [\"counters\"]")]
    [InlineData("get_perf_schema", """{"type": "", "id": ""}""", "read 'counters'", "\"documents\": [\"counters\"]")]
    [InlineData("get_server", """{"hostname": null}""", "read 'servers'", "\"documents\": [\"servers\"]")]
    [InlineData("get_metadata", """{"type": "osd", "id": "0"}""", "read 'metadata'", "\"documents\": [\"metadata\"]")]
    [InlineData("get_daemon_status", """{"type": "rgw", "id": "a"}""", "read 'metadata'", "\"documents\": [\"metadata\"]")]
    [InlineData("get_module_option", """{"module": "other", "name": "x"}""", "read options of module 'other'", "\"options\": [\"other\"]")]
    [InlineData("set_module_option", """{"module": "other", "name": "x", "value": "1"}""", "change options of module 'other'", "\"options\": [\"other\"]")]
    [InlineData("set_store", """{"key": "k", "value": "v"}""", "write the key 'k'", "\"store\": [\"k\"]")]
    [InlineData("set_health_checks", """{"checks": {}}""", "raise health checks", "\"health\": true")]
    [InlineData("progress_update", """{"id": "a"}""", "report progress", "\"progress\": true")]
    [InlineData("progress_complete", """{"id": "a"}""", "report progress", "\"progress\": true")]
    [InlineData("progress_clear", "{}", "report progress", "\"progress\": true")]
    [InlineData("cluster_log", """{"message": "a"}""", "write to the cluster log", "\"cluster_log\": true")]
    [InlineData("send_command", """{"target": "mon", "cmd": {"prefix": "osd tree"}}""", "send 'osd tree'", "\"commands\": [\"osd tree\"]")]
    [InlineData("remote", """{"module": "other", "method": "go"}""", "call other.go", "\"remote\": [\"other.go\"]")]
    public async Task What_the_manifest_does_not_name_is_denied_counted_and_told(string method, string parameters, string what, string add)
    {
        var agent = _host.Add("hello");

        var error = await Assert.ThrowsAsync<ModuleCallException>(() => _host.CallAsync(agent, method, parameters));

        Assert.Equal((-13, $"module 'hello' may not {what}; add {add} to \"capabilities\" in its plugin.json"), (error.Errno, error.Message));
        Assert.Equal((1, what), (agent.Account.Denied, agent.Account.LastDenial));
        Assert.Empty(_host.Backend.Sent);
    }

    [Fact]
    public async Task A_small_document_comes_inline_an_unchanged_one_not_at_all_and_an_unknown_one_as_nothing()
    {
        var agent = Unrestricted();
        _host.Backend.Publish("osd_map", """{"epoch":5}""");

        Assert.Equal("""{"version":1,"value":{"epoch":5}}""", (await _host.CallAsync(agent, "get", """{"name":"osd_map"}""")).ToJsonString());
        Assert.Equal("""{"version":1,"unchanged":true}""", (await _host.CallAsync(agent, "get", """{"name":"osd_map","have":1}""")).ToJsonString());
        Assert.Equal("""{"version":0,"value":null}""", (await _host.CallAsync(agent, "get", """{"name":"nonsense"}""")).ToJsonString());
    }

    [Fact]
    public async Task A_reader_that_can_is_told_only_what_changed_in_a_large_document()
    {
        var agent = Unrestricted();
        var names = string.Join(',', Enumerable.Range(0, 20_000).Select(index => $"\"osd.{index}\""));
        _host.Backend.Publish("osd_map", $$"""{"epoch":5,"names":[{{names}}]}""");
        Assert.NotNull((await _host.CallAsync(agent, "get", """{"name":"osd_map"}"""))["path"]);
        _host.Backend.Publish("osd_map", $$"""{"epoch":6,"names":[{{names}},"osd.20000"]}""");

        Assert.Equal(
            """{"version":2,"from":1,"changes":{"set":{"epoch":6},"items":{"names":[[20000,"osd.20000"]]}}}""",
            (await _host.CallAsync(agent, "get", """{"name":"osd_map","have":1,"changes":true}""")).ToJsonString());
        Assert.NotNull((await _host.CallAsync(agent, "get", """{"name":"osd_map","have":1}"""))["path"]);
    }

    [Fact]
    public async Task A_large_document_comes_as_one_file_for_all_that_stays_while_it_is_handed_out()
    {
        var agent = Unrestricted();
        var large = $"\"{new string('x', 200)}\"";
        _host.Backend.Publish("osd_map", large);
        _host.Backend.Publish("pg_dump", large);

        var path = (string)(await GetAsync("osd_map"))["path"]!;
        Assert.Equal(large, await File.ReadAllTextAsync(path, CancellationToken.None));
        _host.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(path, (string)(await GetAsync("osd_map"))["path"]!);
        _host.Time.Advance(TimeSpan.FromSeconds(50));
        await GetAsync("pg_dump");
        Assert.True(File.Exists(path), "its path was told 50 s ago");

        _host.Time.Advance(TimeSpan.FromSeconds(11));
        await GetAsync("pg_dump");

        Assert.False(File.Exists(path));
        Assert.True(File.Exists((string)(await GetAsync("osd_map"))["path"]!));

        Task<JsonNode> GetAsync(string name) => _host.CallAsync(agent, "get", $$"""{"name":"{{name}}"}""");
    }

    [Fact]
    public async Task Documents_whose_names_look_alike_are_different_files()
    {
        var agent = Unrestricted();
        _host.Backend.Publish("device a/b", $"\"{new string('1', 200)}\"");
        _host.Backend.Publish("device a b", $"\"{new string('2', 200)}\"");

        var one = (string)(await _host.CallAsync(agent, "get", """{"name":"device a/b"}"""))["path"]!;
        var two = (string)(await _host.CallAsync(agent, "get", """{"name":"device a b"}"""))["path"]!;

        Assert.NotEqual(await File.ReadAllTextAsync(one, CancellationToken.None), await File.ReadAllTextAsync(two, CancellationToken.None));
    }

    [Fact]
    public async Task Counters_are_filtered_by_priority_and_service_and_unchanged_while_nobody_reports()
    {
        var agent = Unrestricted();
        AddDaemon("osd", "0", Counter("osd.op_w", 10, 5, new CounterSample(1, 7, 0)), Counter("osd.latency", 5, 5, new CounterSample(1, 9, 3)), Counter("osd.dull", 2, 2));
        AddDaemon("mds", "a", Counter("mds.request", 10, 8));

        var all = await _host.CallAsync(agent, "get_counters", """{"services":["osd"]}""");
        var counters = await ValueAsync(all);

        Assert.Equal(["osd.0"], counters.AsObject().Select(daemon => daemon.Key));
        Assert.Equal(["osd.latency", "osd.op_w"], counters["osd.0"]!["counters"]!.AsObject().Select(counter => counter.Key));
        Assert.Equal((7, null), ((int)counters["osd.0"]!["counters"]!["osd.op_w"]!["value"]!, counters["osd.0"]!["counters"]!["osd.op_w"]!["count"]));
        Assert.Equal(3, (int)counters["osd.0"]!["counters"]!["osd.latency"]!["count"]!);
        var have = (long)all["version"]!;
        Assert.True((bool)(await _host.CallAsync(agent, "get_counters", $$"""{"services":["osd"],"have":{{have}}}"""))["unchanged"]!);

        _host.Backend.CountersVersion++;

        Assert.NotEqual(have, (long)(await _host.CallAsync(agent, "get_counters", $$"""{"services":["osd"],"have":{{have}}}"""))["version"]!);
        Assert.Equal("""{"samples":[[1,9,3]]}""", (await _host.CallAsync(agent, "get_counter", """{"type":"osd","id":"0","path":"osd.latency"}""")).ToJsonString());
        Assert.Equal("""{"samples":[]}""", (await _host.CallAsync(agent, "get_counter", """{"type":"osd","id":"9","path":"x"}""")).ToJsonString());
    }

    [Fact]
    public async Task Keys_are_stored_below_the_module_and_checked()
    {
        var agent = _host.Add("hello", new PluginCapabilities { Store = ["a/"] });

        await _host.CallAsync(agent, "set_store", """{"key":"a/b","value":"v"}""");
        Assert.Equal("v", _host.Backend.Store["mgr/hello/a/b"]);
        await _host.CallAsync(agent, "set_store", """{"key":"a/b","value":null}""");
        Assert.Empty(_host.Backend.Store);

        Assert.Equal(-22, await ErrnoAsync(agent, "set_store", """{"key":"","value":"v"}"""));
        Assert.Equal(-22, await ErrnoAsync(agent, "set_store", $$"""{"key":"a/{{new string('x', 600)}}","value":"v"}"""));
        Assert.Equal(-22, await ErrnoAsync(agent, "set_store", """{"key":"a/b","value":5}"""));
        Assert.Equal(-7, await ErrnoAsync(agent, "set_store", $$"""{"key":"a/b","value":"{{new string('x', (4 << 20) + 1)}}"}"""));
    }

    [Fact]
    public async Task Options_are_checked_against_the_declaration_and_stored_in_Cephs_form()
    {
        var agent = await _host.RunAsync("hello", """{"options": [{"name": "size", "type": "size", "default": 1}]}""", static _ => { });

        await _host.CallAsync(agent, "set_module_option", """{"module":"hello","name":"size","value":"4K"}""");
        await _host.CallAsync(agent, "set_module_option", """{"module":"hello","name":"size","value":"8","localized":true}""");

        Assert.Equal(("4096", "8"), (_host.Backend.Options["mgr/hello/size"], _host.Backend.Options["mgr/hello/x/size"]));
        Assert.Equal("""{"value":"4096","type":"size"}""", (await _host.CallAsync(agent, "get_module_option", """{"module":"hello","name":"size"}""")).ToJsonString());
        Assert.Equal(-22, await ErrnoAsync(agent, "set_module_option", """{"module":"hello","name":"size","value":"much"}"""));
        Assert.Equal(-22, await ErrnoAsync(agent, "set_module_option", """{"module":"hello","name":"sice","value":"1"}"""));
        Assert.Equal(-2, await ErrnoAsync(Unrestricted(), "set_module_option", """{"module":"nobody","name":"x","value":"1"}"""));
    }

    [Fact]
    public async Task Health_checks_replace_the_set_and_are_bounded()
    {
        var agent = Unrestricted();
        var many = string.Join(',', Enumerable.Range(0, 150).Select(number => $"\"C{number}\": {{\"summary\": \"{new string('s', 5000)}\", \"detail\": [\"a\", 5, \"b\"]}}"));

        await _host.CallAsync(agent, "set_health_checks", $$"""{"checks": { {{many}} } }""");
        Assert.Equal((100, 4096, 2L), (_host.Backend.Checks.Count, _host.Backend.Checks["C0"].Summary.Length, _host.Backend.Checks["C0"].Count));

        await _host.CallAsync(agent, "set_health_checks", """{"checks": {"BAD": {"severity": "error", "summary": "it is", "count": 5}}}""");
        var check = Assert.Single(_host.Backend.Checks);
        Assert.Equal(("BAD", HealthSeverity.Error, "it is", 5L), (check.Key, check.Value.Severity, check.Value.Summary, check.Value.Count));

        Assert.Equal(-22, await ErrnoAsync(agent, "set_health_checks", """{"checks": {"X": {"severity": "fatal"}}}"""));
        Assert.Equal(-22, await ErrnoAsync(agent, "set_health_checks", $$"""{"checks": {"{{new string('X', 200)}}": {} } }"""));
        Assert.Equal("BAD", Assert.Single(_host.Backend.Checks).Key);
    }

    [Fact]
    public async Task Progress_is_bounded_clamped_and_each_modules_own()
    {
        var (agent, other) = (Unrestricted(), Unrestricted("other"));
        await _host.CallAsync(agent, "progress_update", """{"id":"e0","message":"m","fraction":7,"add_to_ceph_s":true}""");
        Assert.Equal(new ProgressEvent("all", "e0", "m", 1, true), _host.Backend.Progress["e0"]);

        Assert.Equal(-17, await ErrnoAsync(other, "progress_update", """{"id":"e0"}"""));
        await _host.CallAsync(other, "progress_complete", """{"id":"e0"}""");
        Assert.Single(_host.Backend.Progress);

        for (var number = 1; number < 1000; number++)
        {
            await _host.CallAsync(agent, "progress_update", $$"""{"id":"e{{number}}"}""");
        }

        Assert.Equal(-11, await ErrnoAsync(agent, "progress_update", """{"id":"one more"}"""));
        await _host.CallAsync(agent, "progress_update", """{"id":"e5","fraction":0.5}""");
        await _host.CallAsync(agent, "progress_complete", """{"id":"e5"}""");
        await _host.CallAsync(agent, "progress_update", """{"id":"one more"}""");
        await _host.CallAsync(agent, "progress_clear", "{}");
        Assert.Empty(_host.Backend.Progress);
    }

    [Fact]
    public async Task Commands_go_to_the_cluster_or_to_the_host_and_a_tag_is_told()
    {
        var agent = Unrestricted();
        _host.Backend.Answer = static (target, _) => new CommandResult(-5, new byte[] { 0xFF }, $"from {target.Type}.{target.Id}");

        var osd = await _host.CallAsync(agent, "send_command", """{"target":"osd","id":"3","cmd":{"prefix":"perf dump"},"tag":"t1"}""");
        var mgr = await _host.CallAsync(agent, "send_command", """{"target":"mgr","cmd":{"prefix":"fs status"}}""");

        Assert.Equal("""{"retval":-5,"stdout_base64":"/w==","stderr":"from osd.3"}""", osd.ToJsonString());
        Assert.Equal("host: fs status for mgr.x.all", (string?)mgr["stdout"]);
        Assert.Equal(("command", "t1"), (_host.Notified.Single().Type, (string?)_host.Notified.Single().Id));
        Assert.Equal(-22, await ErrnoAsync(agent, "send_command", """{"cmd":{}}"""));
        Assert.Equal(-22, await ErrnoAsync(agent, "send_command", """{"cmd":[]}"""));
    }

    [Fact]
    public async Task A_remote_call_reaches_the_other_module_or_says_why_not()
    {
        var agent = Unrestricted();
        var other = await _host.RunAsync("other", "{}", static call =>
        {
            switch (call.Parameters.GetProperty("method").GetString())
            {
                case "add":
                    call.Answer($$"""{"value":{{call.Parameters.GetProperty("args").GetArrayLength()}}}""");
                    break;
                case "odd":
                    call.Answer("5");
                    break;
                default:
                    call.Fail(new ModuleCallException(-2, "no such method"));
                    break;
            }
        });

        Assert.Equal("""{"value":2}""", (await _host.CallAsync(agent, "remote", """{"module":"other","method":"add","args":[1,2],"kwargs":{}}""")).ToJsonString());
        Assert.Equal(-2, await ErrnoAsync(agent, "remote", """{"module":"other","method":"none"}"""));
        Assert.Equal(-5, await ErrnoAsync(agent, "remote", """{"module":"other","method":"odd"}"""));
        Assert.Equal(-2, await ErrnoAsync(agent, "remote", """{"module":"nobody","method":"add"}"""));

        other.Current!.Runner.Kill("it crashed");
        await _host.UntilAsync(other, ModuleState.Backoff);

        Assert.Equal(-11, await ErrnoAsync(agent, "remote", """{"module":"other","method":"add"}"""));
    }

    [Theory]
    [InlineData("cluster_log", """{"message":"a","level":"loud"}""", -22)]
    [InlineData("cluster_log", """{"message":"a","channel":""}""", -22)]
    [InlineData("cluster_log", "{}", -22)]
    [InlineData("is_authorized", """{"session":99,"args":{}}""", -2)]
    [InlineData("get_server", """{"hostname":"nowhere"}""", -2)]
    [InlineData("nonsense", "{}", -38)]
    public async Task What_makes_no_sense_is_refused(string method, string parameters, int errno) =>
        Assert.Equal(errno, await ErrnoAsync(Unrestricted(), method, parameters));

    private static async Task<JsonNode> ValueAsync(JsonNode answer) =>
        answer["value"] ?? JsonNode.Parse(await File.ReadAllTextAsync((string)answer["path"]!, CancellationToken.None))!;

    private static PerfCounter Counter(string path, int type, int priority, CounterSample? sample = null)
    {
        var counter = new PerfCounter(new CounterSchema(path, "", "", type, priority, 1));
        if (sample is { } given)
        {
            counter.Add(given);
        }

        return counter;
    }

    private ModuleAgent Unrestricted(string name = "all") => _host.Add(name, PluginCapabilities.Unrestricted);

    private void AddDaemon(string type, string id, params PerfCounter[] counters) =>
        _host.Backend.DaemonStates[new DaemonKey(type, id)] = new DaemonState(
            new DaemonKey(type, id),
            "vm",
            ImmutableSortedDictionary<string, string>.Empty,
            ImmutableSortedDictionary<string, string>.Empty,
            counters.ToImmutableSortedDictionary(counter => counter.Schema.Path, counter => counter, StringComparer.Ordinal));

    private async Task<int> ErrnoAsync(ModuleAgent agent, string method, string parameters) =>
        (await Assert.ThrowsAsync<ModuleCallException>(() => _host.CallAsync(agent, method, parameters))).Errno;
}
