using System.Net;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk;

namespace MgrPlatform.Plugins.Rest.Tests;

public sealed class CommandTests
{
    private static Task<RestFixture> StartAsync() => RestFixture.StartAsync(options => options.AnswerCommand = static (_, command) =>
        (string?)command["prefix"] switch
        {
            "get_command_descriptions" => CommandReply.Success(SmallCluster.Commands),
            "fs status" => CommandReply.Success("""{"clients": 1}""", "fine"),
            _ => CommandReply.Failure(ErrorCode.TryAgain, "module webhook is restarting"),
        });

    [Fact]
    public async Task A_command_that_only_reads_can_be_run_by_GET_with_its_arguments_as_query()
    {
        await using var rest = await StartAsync();

        var result = await rest.GetAsync("command/fs/status?fs=cephfs");

        Assert.Equal("""{"retval":0,"output":{"clients":1},"stdout":"{\"clients\": 1}","stderr":"fine"}""", result.ToJsonString().Replace("\\u0022", "\\\"", StringComparison.Ordinal));
        Assert.Equal("""{"fs":"cephfs","prefix":"fs status","format":"json"}""", rest.Host.SentCommands[^1].Command.ToJsonString());
        Assert.Equal(CephTarget.Mgr, rest.Host.SentCommands[^1].Target);
    }

    [Fact]
    public async Task A_command_that_writes_needs_POST_and_fails_with_the_status_of_its_errno()
    {
        await using var rest = await StartAsync();

        var (refused, why) = await rest.SendAsync("GET", "command/webhook/add?url=x");
        var (failed, problem) = await rest.SendAsync("POST", "command/webhook/add", """{"url": "http://x", "tries": 3, "tags": ["a", "b"]}""");

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "'webhook add' changes something: use POST"), (refused, (string?)why!["detail"]));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, -11, "module webhook is restarting"), (failed, (int)problem!["errno"]!, (string?)problem["detail"]));
        Assert.Equal("""["a","b"]""", rest.Host.SentCommands[^1].Command["tags"]!.ToJsonString());
    }

    [Fact]
    public async Task Words_may_be_given_as_a_parameter_and_unknown_ones_are_not_sent()
    {
        await using var rest = await StartAsync();

        Assert.Equal(1, (int)(await rest.GetAsync("command?prefix=fs+status"))["output"]!["clients"]!);
        Assert.Equal(HttpStatusCode.OK, (await rest.SendAsync("POST", "command", """{"prefix": "fs status"}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await rest.SendAsync("GET", "command/fs/dance")).Status);
        Assert.DoesNotContain(rest.Host.SentCommands, command => command.Prefix == "fs dance");
    }

    [Fact]
    public async Task The_OpenAPI_document_describes_routes_and_commands()
    {
        await using var rest = await StartAsync();

        var document = await rest.GetAsync("openapi.json");

        var paths = document["paths"]!.AsObject();
        Assert.Equal("3.1.0", (string?)document["openapi"]);
        Assert.Equal("integer", (string?)paths["/api/v2/cluster/pool/{id}"]!["get"]!["parameters"]![0]!["schema"]!["type"]);
        Assert.NotNull(paths["/api/v2/cluster/pool"]!["post"]!["responses"]!["202"]);
        Assert.Equal("fs", (string?)paths["/api/v2/command/fs/status"]!["get"]!["parameters"]![0]!["name"]);
        var add = paths["/api/v2/command/webhook/add"]!.AsObject();
        Assert.False(add.ContainsKey("get"));
        var schema = add["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!;
        Assert.Equal("""["url"]""", schema["required"]!.ToJsonString());
        Assert.Equal("""{"type":"integer","minimum":1,"maximum":9}""", schema["properties"]!["tries"]!.ToJsonString());
        Assert.Equal("array", (string?)schema["properties"]!["tags"]!["type"]);
    }

    [Fact]
    public async Task Every_reference_of_the_OpenAPI_document_leads_somewhere()
    {
        await using var rest = await StartAsync();

        var document = await rest.GetAsync("openapi.json");

        var references = References(document).Distinct().ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(document["components"]!["schemas"]![reference["#/components/schemas/".Length..]]));
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(static pair => pair.Key == "$ref" ? [(string)pair.Value!] : References(pair.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
