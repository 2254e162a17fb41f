using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.PluginSdk.Tests;

public sealed class RunnerTests
{
    private static readonly string Folder = AppContext.BaseDirectory;

    private static JsonObject Initialize(JsonObject? limits = null, string? entry = "MgrPlatform.PluginSdk.Tests.dll") => new()
    {
        ["protocol"] = 1,
        ["module"] = "sample",
        ["path"] = Folder,
        ["entry"] = entry,
        ["mgr_id"] = "x",
        ["options"] = new JsonObject { ["interval"] = "7" },
        ["store"] = new JsonObject(),
        ["limits"] = limits ?? [],
    };

    private static JsonObject Command(string prefix, JsonObject? arguments = null)
    {
        var command = arguments ?? [];
        command["prefix"] = prefix;
        return new JsonObject { ["cmd"] = command, ["inbuf"] = "", ["session"] = 1, ["deadline_ms"] = 30000 };
    }

    private static async Task<ChildRunner> StartedAsync(JsonObject? limits = null)
    {
        var child = await ChildRunner.StartAsync(Folder);
        var initialized = await child.AskAsync("initialize", Initialize(limits));
        Assert.True(initialized.TryGetProperty("result", out var result), initialized.GetRawText());
        Assert.True(result.GetProperty("can_run").GetBoolean());
        Assert.True((await child.AskAsync("start", [])).TryGetProperty("result", out _));
        return child;
    }

    [Fact]
    public async Task A_child_says_hello_loads_its_plugin_answers_and_leaves()
    {
        await using var child = await ChildRunner.StartAsync(Folder);

        var hello = await child.SeenAsync("hello");
        var declared = (await child.AskAsync("initialize", Initialize())).GetProperty("result");
        await child.AskAsync("start", []);
        await child.SeenAsync("set_health_checks");
        var log = await child.SeenAsync("log");
        var answer = (await child.AskAsync("command", Command("hello"))).GetProperty("result");
        var ended = await child.AskAsync("shutdown", new JsonObject { ["deadline_ms"] = 5000 });

        Assert.Equal(("secret", "dotnet", "sample", child.Process.Id), (
            hello.GetProperty("token").GetString(), hello.GetProperty("language").GetString(),
            hello.GetProperty("module").GetString(), hello.GetProperty("pid").GetInt32()));
        Assert.True(declared.GetProperty("serve").GetBoolean());
        Assert.Equal("serving world", log.GetProperty("lines")[0].GetProperty("message").GetString());
        Assert.Equal("""{"retval":0,"stdout":"Hello, world!","stderr":""}""", answer.GetRawText());
        Assert.Equal("{}", ended.GetProperty("result").GetRawText());
        Assert.Equal(0, await child.ExitAsync());
        Assert.Equal("", await child.Errors);
    }

    [Fact]
    public async Task The_end_of_the_connection_ends_a_child_whose_pool_threads_are_all_taken()
    {
        await using var child = await StartedAsync();
        for (var i = 0; i < 32; i++)
        {
            await child.SendAsync("command", Command("spin"));
        }

        child.Hangup();

        await child.ExitAsync();
    }

    [Fact]
    public async Task A_cancelled_command_answers_with_ECANCELED()
    {
        await using var child = await StartedAsync();

        var (id, answer) = await child.SendAsync("command", Command("wait"));
        await child.TellAsync("cancel", new JsonObject { ["id"] = id });

        Assert.Equal(-125, (await answer.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).GetProperty("result").GetProperty("retval").GetInt32());
    }

    [Fact]
    public async Task Pushed_options_and_keys_are_read_without_asking_the_host()
    {
        await using var child = await StartedAsync();

        await child.TellAsync("options", new JsonObject { ["set"] = new JsonObject { ["place"] = "moon" }, ["removed"] = new JsonArray() });
        var told = await child.AskAsync("command", Command("when changed"));

        Assert.Equal("place is moon", told.GetProperty("result").GetProperty("stdout").GetString());
    }

    [Fact]
    public async Task Commands_beyond_the_concurrency_wait_for_their_turn()
    {
        await using var child = await StartedAsync(new JsonObject { ["concurrency"] = 1 });

        var (first, waiting) = await child.SendAsync("command", Command("wait"));
        var (_, second) = await child.SendAsync("command", Command("hello"));
        Assert.Equal("{}", (await child.AskAsync("ping", [])).GetProperty("result").GetRawText());
        Assert.False(second.IsCompleted);
        await child.TellAsync("cancel", new JsonObject { ["id"] = first });

        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var answer = await second.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal("Hello, world!", answer.GetProperty("result").GetProperty("stdout").GetString());
    }

    [Fact]
    public async Task A_reply_beyond_the_limit_is_answered_as_a_bug_of_the_module()
    {
        await using var child = await StartedAsync(new JsonObject { ["reply_bytes"] = 20 });

        var answer = await child.AskAsync("command", Command("hello", new JsonObject { ["person"] = "somebody with a long name" }));

        Assert.Equal(-22, answer.GetProperty("result").GetProperty("retval").GetInt32());
        Assert.Contains("20 bytes", answer.GetProperty("result").GetProperty("stderr").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_was_not_built_fails_with_a_sentence()
    {
        await using var child = await ChildRunner.StartAsync(Folder);

        var answer = await child.AskAsync("initialize", Initialize(entry: null));

        var error = answer.GetProperty("error");
        Assert.EndsWith("sample.dll does not exist; build the plugin, or name its assembly as \"entry\" in plugin.json", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(-2, error.GetProperty("data").GetProperty("errno").GetInt32());
    }

    [Fact]
    public async Task What_is_no_request_of_the_protocol_is_answered_as_JSON_RPC_asks()
    {
        await using var child = await StartedAsync();

        var unknown = await child.AskAsync("dance", []);
        await child.WriteLineAsync("{not json");
        var garbage = await child.SeenAsync("error without id");

        Assert.Equal(-32601, unknown.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(-32700, garbage.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_document_in_a_file_is_read_from_there()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, """{"osds": [1, 2, 3, 4]}""", TestContext.Current.CancellationToken);
        await using var child = await StartedAsync();
        child.OnCall = (method, parameters) => method != "get" ? new JsonObject()
            : parameters.TryGetProperty("have", out _) ? new JsonObject { ["version"] = 3, ["unchanged"] = true }
            : new JsonObject { ["version"] = 3, ["path"] = path, ["size"] = 22 };

        var first = await child.AskAsync("command", Command("osd count"));
        File.Delete(path);
        var again = await child.AskAsync("command", Command("osd count"));

        Assert.Equal("4", first.GetProperty("result").GetProperty("stdout").GetString());
        Assert.Equal("4", again.GetProperty("result").GetProperty("stdout").GetString());
    }

    [Fact]
    public async Task What_the_module_prints_comes_out_of_the_process()
    {
        await using var child = await StartedAsync();

        await child.AskAsync("command", Command("print"));
        await child.AskAsync("shutdown", []);

        Assert.Equal("printed\n", await child.Output);
        Assert.Equal("and the token is ", (await child.Errors).TrimEnd('\n'));
    }
}
