using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk.Testing;

namespace MgrPlatform.PluginSdk.Tests;

public sealed class CommandTests
{
    [Fact]
    public async Task A_method_is_declared_in_Cephs_words()
    {
        await using var host = await TestHost.StartAsync<Sample>();

        var declared = host.Declarations["commands"]!.AsArray().ToDictionary(command => (string)command!["cmd"]!, command => command!);

        var hello = declared["hello name=person,type=CephString,req=false name=times,type=CephInt,range=1|3,req=false"];
        Assert.Equal("r", (string?)hello["perm"]);
        Assert.Equal("Say hello; times: how often", (string?)hello["desc"]);
        Assert.Contains("sum name=numbers,type=CephInt,n=N name=factor,type=CephFloat", declared.Keys);
        Assert.Contains(
            "dig name=depth,type=CephChoices,strings=shallow|very_deep name=now,type=CephBool name=site,type=CephUUID,req=false", declared.Keys);
        Assert.Contains("osd count", declared.Keys);
        Assert.Contains("free words name=x,type=CephString", declared.Keys);
    }

    [Fact]
    public async Task Arguments_that_are_not_given_have_the_defaults_of_the_method()
    {
        await using var host = await TestHost.StartAsync<Sample>();

        Assert.Equal(CommandReply.Success("Hello, world!"), await host.CommandAsync("hello"));
        Assert.Equal("Hello, Ada! Hello, Ada!", (await host.CommandAsync("hello", new JsonObject { ["person"] = "Ada", ["times"] = 2 })).Output);
    }

    [Fact]
    public async Task Numbers_may_come_as_text_and_a_list_may_come_as_one_value()
    {
        await using var host = await TestHost.StartAsync<Sample>();

        var many = await host.CommandAsync("sum", new JsonObject { ["numbers"] = new JsonArray(1, "2", 3), ["factor"] = "0.5" });
        var one = await host.CommandAsync("sum", new JsonObject { ["numbers"] = "7", ["factor"] = 2 });

        Assert.Equal(new CommandReply(0, "3", "added"), many);
        Assert.Equal("14", one.Output);
    }

    [Theory]
    [InlineData("""{"numbers": [1], "factor": "much"}""", "factor: \"much\" is not a number")]
    [InlineData("""{"numbers": [1.5], "factor": 1}""", "numbers: 1.5 is not a whole number that fits Int64")]
    [InlineData("""{"factor": 1}""", "missing required parameter numbers")]
    public async Task A_wrong_argument_is_refused_with_its_name(string arguments, string sentence)
    {
        await using var host = await TestHost.StartAsync<Sample>();

        var reply = await host.CommandAsync("sum", JsonNode.Parse(arguments)!.AsObject());

        Assert.Equal(new CommandReply(-22, "", sentence), reply);
    }

    [Fact]
    public async Task An_object_becomes_text_in_the_format_that_was_asked_for()
    {
        await using var host = await TestHost.StartAsync<Sample>();
        JsonObject Arguments() => new() { ["depth"] = "very_deep", ["now"] = true };

        var json = await host.CommandAsync("dig", Arguments(), "json", "from a file");
        var yaml = await host.CommandAsync("dig", Arguments(), "yaml");
        var plain = await host.CommandAsync("dig", Arguments());

        Assert.Equal("""{"depth":"very_deep","now":true,"site":null,"input_text":"from a file"}""", json.Output);
        Assert.Equal("depth: very_deep\nnow: true\nsite: null\ninput_text: \"\"\n", yaml.Output);
        Assert.Equal("{\n    \"depth\": \"very_deep\",\n    \"now\": true,\n    \"site\": null,\n    \"input_text\": \"\"\n}", plain.Output);
    }

    [Fact]
    public async Task A_method_may_write_its_JSON_itself()
    {
        await using var host = await TestHost.StartAsync<Sample>();

        Assert.Equal("{\"a\":1}", (await host.CommandAsync("write", format: "json")).Output);
        Assert.Equal("a: 1\n", (await host.CommandAsync("write", format: "yaml")).Output);
    }

    [Fact]
    public async Task A_CommandException_answers_without_a_traceback_and_any_other_with_one()
    {
        await using var host = await TestHost.StartAsync<Sample>();

        var refused = await host.CommandAsync("osd count");
        var crashed = await host.CommandAsync("crash");

        Assert.Equal(new CommandReply(-2, "", "there is no OSD map yet"), refused);
        Assert.Equal(-22, crashed.Code);
        Assert.StartsWith("System.InvalidOperationException: boom", crashed.Status, StringComparison.Ordinal);
        Assert.Contains("Sample.cs:line", crashed.Status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_whose_caller_gave_up_is_cancelled()
    {
        await using var host = await TestHost.StartAsync<Sample>();
        using var caller = new CancellationTokenSource();

        var waiting = host.CommandOfImpatientCallerAsync("wait", null, caller.Token);
        await host.Module.Serving.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await caller.CancelAsync();

        Assert.Equal(-125, (await waiting).Code);
    }

    [Fact]
    public async Task Words_without_a_method_go_to_HandleCommandAsync()
    {
        await using var host = await TestHost.StartAsync<Sample>();

        Assert.Equal("free: 1", (await host.CommandAsync("free words", new JsonObject { ["x"] = 1 })).Output);
    }

    [Fact]
    public async Task A_call_that_the_manifest_denies_answers_the_command_with_EACCES()
    {
        await using var host = await TestHost.StartAsync<Sample>(setup => setup.Denied.Add("get"));

        Assert.Equal(new CommandReply(-13, "", "the manifest does not allow get"), await host.CommandAsync("osd count"));
    }

    [Fact]
    public async Task A_remote_method_takes_and_returns_JSON()
    {
        await using var host = await TestHost.StartAsync<Sample>();

        var echo = await host.RemoteAsync("echo", new JsonObject { ["a"] = 1 }, 2);

        Assert.Equal("""[{"a":1},{"a":1}]""", echo!.ToJsonString());
        var missing = await Assert.ThrowsAsync<ModuleCallException>(() => host.RemoteAsync("crash"));
        Assert.Equal(-2, missing.Errno);
    }
}
