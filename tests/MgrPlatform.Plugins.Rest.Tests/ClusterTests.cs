using System.Net;

namespace MgrPlatform.Plugins.Rest.Tests;

public sealed class ClusterTests
{
    [Fact]
    public async Task Pools_have_Krakens_shape()
    {
        await using var rest = await RestFixture.StartAsync();

        var pool = await rest.GetAsync("cluster/pool/2");

        Assert.Equal(
            """{"name":"data","id":2,"size":3,"pg_num":32,"crush_ruleset":1,"min_size":2,"crash_replay_interval":0,"pgp_num":32,"hashpspool":true,"full":true,"quota_max_objects":0,"quota_max_bytes":1000}""",
            pool.ToJsonString());
        Assert.Equal(2, (await rest.GetAsync("cluster/pool")).AsArray().Count);
    }

    [Fact]
    public async Task The_defaults_of_a_pool_come_from_the_configuration()
    {
        await using var rest = await RestFixture.StartAsync();

        var defaults = await rest.GetAsync("cluster/pool?defaults");

        Assert.Equal((3, 2, 0), ((int)defaults["size"]!, (int)defaults["min_size"]!, (int)defaults["crush_ruleset"]!));
    }

    [Fact]
    public async Task An_OSD_knows_its_machine_its_pools_and_what_it_can_be_told()
    {
        await using var rest = await RestFixture.StartAsync();

        var up = await rest.GetAsync("cluster/osd/0");
        var down = await rest.GetAsync("cluster/osd/1");

        Assert.Equal(
            """{"uuid":"66935063-288c-4a06-86ea-18d7291e34b0","up":true,"in":true,"id":0,"reweight":1,"server":"node1","pools":[1,2],"valid_commands":["scrub","deep_scrub","repair"],"public_addr":"127.9.9.11:6805/19558","cluster_addr":"127.9.9.11:6845/19558"}""",
            up.ToJsonString());
        Assert.Equal(("node2", "[1]", "[]"), ((string?)down["server"], down["pools"]!.ToJsonString(), down["valid_commands"]!.ToJsonString()));
    }

    [Fact]
    public async Task OSDs_can_be_filtered_by_pool_and_by_id()
    {
        await using var rest = await RestFixture.StartAsync();

        Assert.Equal([0], (await rest.GetAsync("cluster/osd?pool=2")).AsArray().Select(osd => (int)osd!["id"]!));
        Assert.Equal([1], (await rest.GetAsync("cluster/osd?id__in[]=1&id__in[]=7")).AsArray().Select(osd => (int)osd!["id"]!));
        Assert.Equal(HttpStatusCode.NotFound, (await rest.SendAsync("GET", "cluster/osd?pool=9")).Status);
    }

    [Fact]
    public async Task The_leader_is_the_lowest_rank_of_the_quorum()
    {
        await using var rest = await RestFixture.StartAsync();

        var monitors = (await rest.GetAsync("cluster/mon")).AsArray();

        Assert.Equal([false, true, true], monitors.Select(mon => (bool)mon!["in_quorum"]!));
        Assert.Equal([false, true, false], monitors.Select(mon => (bool)mon!["leader"]!));
        Assert.Equal("node1", (string?)(await rest.GetAsync("cluster/mon/b"))["server"]);
    }

    [Fact]
    public async Task Rules_count_the_OSDs_that_they_can_choose()
    {
        await using var rest = await RestFixture.StartAsync();

        Assert.Equal([2, 1], (await rest.GetAsync("cluster/crush_rule")).AsArray().Select(rule => (int)rule!["osd_count"]!));
        Assert.Equal(2, (await rest.GetAsync("cluster/crush_rule_set")).AsArray().Count);
    }

    [Fact]
    public async Task Servers_options_flags_and_raw_documents_can_be_read()
    {
        await using var rest = await RestFixture.StartAsync();

        Assert.Equal("node2", (string?)(await rest.GetAsync("cluster/server/node2"))["hostname"]);
        Assert.Equal("""{"key":"osd_pool_default_size","value":"3"}""", (await rest.GetAsync("cluster/config/osd_pool_default_size")).ToJsonString());
        Assert.True((bool)(await rest.GetAsync("cluster/osd_config"))["noout"]!);
        Assert.Equal(40, (int)(await rest.GetAsync("cluster/sync_object/osd_map"))["epoch"]!);
        Assert.Equal("a", (string?)(await rest.GetAsync("cluster/sync_object/mon_status"))["name"]);
    }

    [Theory]
    [InlineData("GET", "cluster/pool/9", 404, "there is no pool 9")]
    [InlineData("GET", "cluster/server/node9", 404, "no daemon has reported from a machine 'node9'")]
    [InlineData("GET", "cluster/sync_object/health", 503, "the manager has no health yet; try again in a moment")]
    [InlineData("GET", "request?state=odd", 400, "state 'odd' does not exist; use complete or submitted")]
    [InlineData("GET", "nowhere", 404, "there is no /api/v2/nowhere; /api/v2/openapi.json lists what there is")]
    [InlineData("DELETE", "cluster/mon", 405, "DELETE is not possible here; allowed: GET")]
    public async Task An_error_is_problem_JSON_with_a_sentence(string method, string path, int status, string detail)
    {
        await using var rest = await RestFixture.StartAsync();

        var (code, body) = await rest.SendAsync(method, path);

        Assert.Equal((status, status, detail), ((int)code, (int)body!["status"]!, (string?)body["detail"]));
    }
}
