using System.Text.Json.Nodes;

namespace MgrPlatform.Conformance.Tests.Schema;

public sealed class ProtocolSchemaTests
{
    [Theory]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "method": "get", "params": {"name": "osd_map"}}""")]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "method": "get", "params": {"name": "osd_map", "have": 3, "later": true}}""")]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "method": "progress_clear"}""")]
    [InlineData("""{"jsonrpc": "2.0", "method": "serve_ended", "params": {"error": null}}""")]
    [InlineData("""{"jsonrpc": "2.0", "method": "log", "params": {"lines": [{"level": "info", "message": "x"}], "dropped": 0}}""")]
    public void Messages_of_the_protocol_are_accepted(string message) => Assert.Null(Check("runner", message));

    [Theory]
    [InlineData("""{"id": 1, "method": "get", "params": {"name": "osd_map"}}""", "jsonrpc is missing")]
    [InlineData("""{"jsonrpc": "2.0", "id": "1", "method": "get", "params": {"name": "osd_map"}}""", "integer")]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "method": "get", "params": {"nome": "osd_map"}}""", "name is missing")]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "method": "get", "params": ["osd_map"]}""", "object")]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "method": "fetch", "params": {}}""", "no method fetch")]
    [InlineData("""{"jsonrpc": "2.0", "method": "get", "params": {"name": "osd_map"}}""", "get is a request")]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "method": "log", "params": {"lines": []}}""", "log is a notification")]
    [InlineData("""{"jsonrpc": "2.0", "method": "log", "params": {"lines": [{"level": "notice", "message": "x"}]}}""", "notice")]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "method": "progress_update", "params": {"id": "a", "message": "m", "fraction": 1.5}}""", "out of range")]
    [InlineData("""{"jsonrpc": "2.0", "id": 9, "result": {}}""", "nobody asked with id 9")]
    public void What_breaks_the_protocol_is_told(string message, string problem) =>
        Assert.Contains(problem, Check("runner", message), StringComparison.Ordinal);

    [Theory]
    [InlineData("command", """{"retval": 0, "stdout": "", "stderr": ""}""", null)]
    [InlineData("command", """{"retval": 0, "stdout_base64": "/wA=", "stderr": ""}""", null)]
    [InlineData("command", """{"retval": 0, "stderr": ""}""", "matches 0 of")]
    [InlineData("command", """{"retval": "0", "stdout": "", "stderr": ""}""", "integer")]
    [InlineData("remote", """{}""", "matches 0 of")]
    [InlineData("ping", "[]", "object")]
    public void A_result_is_held_to_the_method_that_it_answers(string method, string result, string? problem)
    {
        var parameters = method switch
        {
            "command" => """{"cmd": {"prefix": "a"}}""",
            "remote" => """{"caller": "a", "method": "b", "args": []}""",
            _ => "{}",
        };
        var schema = new ProtocolSchema();
        Assert.Null(schema.Check("host", JsonNode.Parse($$"""{"jsonrpc": "2.0", "id": 5, "method": "{{method}}", "params": {{parameters}}}""")!.AsObject()));

        var told = schema.Check("runner", JsonNode.Parse($$"""{"jsonrpc": "2.0", "id": 5, "result": {{result}}}""")!.AsObject());

        Assert.True(problem is null ? told is null : told?.Contains(problem, StringComparison.Ordinal) == true, told);
    }

    [Fact]
    public void Every_method_of_the_document_is_in_the_schema()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "plugin-sdk", "protocol", "README.md"));
        string[] sections = document.Split("\n## ");
        var host = sections.Single(section => section.StartsWith("3.", StringComparison.Ordinal)).Split("\n### ")[0];
        var runner = sections.Single(section => section.StartsWith("4.", StringComparison.Ordinal)).Split("\n### ")[0];

        Assert.Equal([], Methods(host).Where(method => !ProtocolSchema.Knows("host", method)));
        Assert.Equal([], Methods(runner).Where(method => !ProtocolSchema.Knows("runner", method)));
        Assert.True(Methods(host).Count() >= 10 && Methods(runner).Count() >= 18);
    }

    private static IEnumerable<string> Methods(string section) => section.Split('\n')
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Split('`')[1]);

    private static string? Check(string side, string message) => new ProtocolSchema().Check(side, JsonNode.Parse(message)!.AsObject());
}
