using System.Net;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk;
using MgrPlatform.PluginSdk.Testing;

namespace MgrPlatform.Plugins.Rest.Tests;

public sealed class ChangeTests
{
    [Fact]
    public async Task A_request_is_complete_only_when_our_own_map_shows_the_change()
    {
        await using var rest = await RestFixture.StartAsync(options => options.AnswerCommand = Accept(epoch: 41));

        var (status, accepted) = await rest.SendAsync("PATCH", "cluster/osd_config", """{"noup": true, "noout": false, "noin": false}""");
        await rest.Host.UntilAsync(host => host.SentCommands.Any(command => command.Prefix == "osd stat"));
        var waiting = await rest.GetAsync($"request/{accepted!["request_id"]}");
        rest.Host.SetDocument("osd_map", SmallCluster.OsdMap.Replace("\"epoch\": 40", "\"epoch\": 41", StringComparison.Ordinal));
        await rest.Host.NotifyAsync(NotifyType.OsdMap);
        var done = await rest.CompletedAsync(accepted);

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(["osd set noup", "osd unset noout", "osd stat "], rest.Host.SentCommands.Select(command => $"{command.Prefix} {command.Command["key"]}"));
        Assert.Equal("submitted", (string?)waiting["state"]);
        Assert.Equal((false, ""), ((bool)done["error"]!, (string?)done["error_message"]));
        Assert.NotNull(done["completed_at"]);
    }

    [Fact]
    public async Task A_change_that_is_there_already_answers_304()
    {
        await using var rest = await RestFixture.StartAsync();

        Assert.Equal(HttpStatusCode.NotModified, (await rest.SendAsync("PATCH", "cluster/osd_config", """{"noout": true}""")).Status);
        Assert.Equal(HttpStatusCode.NotModified, (await rest.SendAsync("PATCH", "cluster/pool/2", """{"name": "data", "size": 3, "quota_max_bytes": 1000}""")).Status);
        Assert.Equal(HttpStatusCode.NotModified, (await rest.SendAsync("PATCH", "cluster/osd/1", """{"up": false, "in": true, "reweight": 0.5}""")).Status);
        Assert.Empty(rest.Host.SentCommands);
    }

    [Fact]
    public async Task A_pool_is_created_with_its_settings_in_order()
    {
        await using var rest = await RestFixture.StartAsync(options =>
        {
            options.AnswerCommand = Accept(epoch: 40);
            options.Documents["pg_summary"] = """{"all": {"active+clean": 33, "creating": 0}}""";
        });

        var (status, accepted) = await rest.SendAsync(
            "POST", "cluster/pool", """{"name": "new", "pg_num": 16, "crush_ruleset": 1, "size": 2, "quota_max_objects": 9}""");
        await rest.CompletedAsync(accepted);

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(
            [
                """{"prefix":"osd pool create","pool":"new","pg_num":16,"pgp_num":16,"rule":"node1_only"}""",
                """{"prefix":"osd pool set","pool":"new","var":"size","val":"2"}""",
                """{"prefix":"osd pool set-quota","pool":"new","field":"max_objects","val":"9"}""",
                """{"prefix":"osd stat","format":"json"}""",
            ],
            rest.Host.SentCommands.Select(command => command.Command.ToJsonString()));
    }

    [Fact]
    public async Task A_command_that_fails_completes_the_request_with_its_sentence()
    {
        await using var rest = await RestFixture.StartAsync(options => options.AnswerCommand = static (_, _) =>
            CommandReply.Failure(ErrorCode.PermissionDenied, "pool deletion is disabled; you must first set the mon_allow_pool_delete config option to true"));

        var (_, accepted) = await rest.SendAsync("DELETE", "cluster/pool/1");
        var done = await rest.CompletedAsync(accepted);

        Assert.True((bool)done["error"]!);
        Assert.StartsWith("pool deletion is disabled", (string?)done["error_message"], StringComparison.Ordinal);
        Assert.Single((await rest.GetAsync("request?state=complete")).AsArray());
        Assert.Empty((await rest.GetAsync("cluster/request?state=submitted")).AsArray());
    }

    [Theory]
    [InlineData("POST", "cluster/pool", """{"name": "data", "pg_num": 8}""", 409, "there is a pool 'data' already")]
    [InlineData("POST", "cluster/pool", """{"pg_num": 8}""", 400, "name is missing")]
    [InlineData("POST", "cluster/pool", """{"name": "x", "pg_num": "8"}""", 400, "pg_num must be a whole number")]
    [InlineData("POST", "cluster/pool", """{"name": "x", "pg_num": 8, "colour": 1}""", 400, "'colour' cannot be set here; possible: name, size, min_size, pg_num, pgp_num, crush_ruleset, hashpspool, quota_max_objects, quota_max_bytes")]
    [InlineData("PATCH", "cluster/pool/2", """{"pg_num": 16}""", 400, "pg_num cannot shrink here: pool data has 32")]
    [InlineData("PATCH", "cluster/pool/2", """{"pgp_num": 64}""", 400, "pgp_num must be from 1 to pg_num (32)")]
    [InlineData("PATCH", "cluster/osd/0", """{"up": true}""", 400, "up can only be set to false: an OSD comes up by itself when its daemon runs")]
    [InlineData("PATCH", "cluster/osd/0", """[1]""", 400, "the body must be a JSON object: {\"name\": value}")]
    [InlineData("POST", "cluster/osd/1/command/scrub", "{}", 403, "osd.1 is down; it cannot scrub now")]
    [InlineData("POST", "cluster/osd/0/command/dance", "{}", 404, "OSDs have no command 'dance'; there are: scrub, deep_scrub, repair")]
    public async Task A_change_that_cannot_be_is_refused_before_anything_is_sent(string method, string path, string body, int status, string detail)
    {
        await using var rest = await RestFixture.StartAsync();

        var (code, problem) = await rest.SendAsync(method, path, body);

        Assert.Equal((status, detail), ((int)code, (string?)problem!["detail"]));
        Assert.Empty(rest.Host.SentCommands);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        await using var rest = await RestFixture.StartAsync();

        var (status, _) = await rest.SendAsync("POST", "cluster/pool", $$"""{"name": "{{new string('x', 2_000_000)}}"}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    private static Func<CephTarget, JsonObject, CommandReply> Accept(int epoch) => (_, command) =>
        (string?)command["prefix"] == "osd stat" ? CommandReply.Success($$"""{"epoch": {{epoch}}, "num_osds": 2}""") : CommandReply.Success();
}
