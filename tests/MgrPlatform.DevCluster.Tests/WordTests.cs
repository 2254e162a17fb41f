using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Options;

namespace MgrPlatform.DevCluster.Tests;

public sealed partial class WordTests
{
    [Theory]
    [InlineData("m1_healthy_load")]
    [InlineData("m2_osd2_down_degraded")]
    [InlineData("m3_osd2_back_recovering_reads")]
    public async Task Osd_tree_prints_the_recorded_table(string moment)
    {
        await using var cluster = new ClusterFixture(moment);

        Assert.Equal(Recorded(moment, "osd_tree.txt"), (await cluster.RunAsync("""{"prefix": "osd tree"}""")).OutputText);
    }

    [Theory]
    [InlineData("""{"prefix": "osd df"}""", "osd_df.txt")]
    [InlineData("""{"prefix": "df"}""", "df.txt")]
    [InlineData("""{"prefix": "status"}""", "ceph_s.txt")]
    public async Task A_table_has_the_recorded_layout(string command, string file)
    {
        await using var cluster = new ClusterFixture("m1");

        // The commands of the recording ran some seconds apart, so figures differ: their places do not.
        Assert.Equal(Layout(Recorded("m1_healthy_load", file)), Layout((await cluster.RunAsync(command)).OutputText));
    }

    [Fact]
    public async Task Health_detail_prints_the_recorded_checks_worst_first()
    {
        await using var cluster = new ClusterFixture("m2");

        var lines = (await cluster.RunAsync("""{"prefix": "health", "detail": "detail"}""")).OutputText.Split('\n');

        Assert.Equal("[WRN] OSDMAP_FLAGS: noscrub flag(s) set", lines[1]);
        Assert.Equal("[WRN] OSD_DOWN: 1 osds down", lines[2]);
        Assert.Equal("    osd.2 (root=default,host=vm) is down", lines[3]);
        Assert.StartsWith("[WRN] PG_DEGRADED: Degraded data redundancy: ", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_word_without_arguments_answers_as_text_and_as_json()
    {
        await using var cluster = new ClusterFixture("m3");
        foreach (var word in cluster.Cluster.Commands.Where(word => word.Permission == "r" && !RequiresArgument(word.Signature)))
        {
            var prefix = string.Join(' ', word.Signature.Split(' ').TakeWhile(part => !part.Contains('=')));
            var plain = await cluster.RunAsync(new JsonObject { ["prefix"] = prefix }.ToJsonString());
            var json = await cluster.RunAsync(new JsonObject { ["prefix"] = prefix, ["format"] = "json" }.ToJsonString());

            Assert.True(plain.IsSuccess && plain.Output.Length > 0, $"{prefix}: {plain.Status}");
            Assert.True(json.IsSuccess, $"{prefix}: {json.Status}");
            Assert.NotNull(JsonNode.Parse(json.Output.Span));
        }
    }

    [Fact]
    public async Task A_flag_is_set_in_the_map_and_warned_of()
    {
        await using var cluster = new ClusterFixture("m1");
        var epoch = (int)cluster.Get("osd_map")["epoch"]!;

        Assert.Equal("pauserd,pausewr is set", (await cluster.RunAsync("""{"prefix": "osd set", "key": "pause"}""")).Status);

        var map = cluster.Get("osd_map");
        Assert.Equal(epoch + 1, (int)map["epoch"]!);
        Assert.StartsWith("pauserd,pausewr,sortbitwise", (string)map["flags"]!, StringComparison.Ordinal);
        Assert.Equal("pauserd,pausewr flag(s) set", (string)cluster.GetText("health")["checks"]!["OSDMAP_FLAGS"]!["summary"]!["message"]!);
        Assert.Contains(cluster.TakeEvents(), happened => happened is BackendEvent.Notified { Type: NotifyTypes.OsdMap });

        await cluster.RunAsync("""{"prefix": "osd unset", "key": "pause"}""");
        Assert.Equal("HEALTH_OK", (string)cluster.GetText("health")["status"]!);
    }

    [Fact]
    public async Task Osds_go_out_in_and_down_and_a_running_one_comes_back()
    {
        await using var cluster = new ClusterFixture("m1");

        Assert.Equal("marked out osd.1. osd.9 does not exist. ", (await cluster.RunAsync("""{"prefix": "osd out", "ids": ["1", "osd.9"]}""")).Status);
        Assert.Equal("osd.1 is already out. ", (await cluster.RunAsync("""{"prefix": "osd out", "ids": ["1"]}""")).Status);
        Assert.Equal(0, (int)cluster.Get("osd_map")["osds"]![1]!["in"]!);
        Assert.Equal("marked in osd.1. ", (await cluster.RunAsync("""{"prefix": "osd in", "ids": ["1"]}""")).Status);
        Assert.Equal("reweighted osd.1 to 0.5 (8000)", (await cluster.RunAsync("""{"prefix": "osd reweight", "id": 1, "weight": 0.5}""")).Status);

        await cluster.RunAsync("""{"prefix": "osd down", "ids": ["0"]}""");
        Assert.Equal(0, (int)cluster.Get("osd_map")["osds"]![0]!["up"]!);
        Assert.Equal(-6, (await cluster.RunAsync("""{"prefix": "perf dump"}""", "osd", "0")).Code);

        await cluster.PlayUntilAsync(happened => happened is BackendEvent.Notified { Type: NotifyTypes.PgSummary });
        Assert.Equal(1, (int)cluster.Get("osd_map")["osds"]![0]!["up"]!);
        Assert.Equal("16.2.15", (string)JsonNode.Parse((await cluster.RunAsync("""{"prefix": "version"}""", "osd", "0")).Output.Span)!["version"]!);
    }

    [Fact]
    public async Task A_pool_is_created_changed_renamed_and_deleted()
    {
        await using var cluster = new ClusterFixture("m1");

        Assert.Equal("pool 'foo' created", (await cluster.RunAsync("""{"prefix": "osd pool create", "pool": "foo", "pg_num": 8}""")).Status);
        Assert.Equal("pool 'foo' already exists", (await cluster.RunAsync("""{"prefix": "osd pool create", "pool": "foo"}""")).Status);
        Assert.Equal(8, (int)cluster.Get("pg_summary")["all"]!["creating+peering"]!);
        Assert.Equal(33, (int)cluster.Get("pg_status")["num_pgs"]!);
        Assert.Equal("set pool 6 size to 3", (await cluster.RunAsync("""{"prefix": "osd pool set", "pool": "foo", "var": "size", "val": "3"}""")).Status);
        Assert.Equal("size: 3\n", (await cluster.RunAsync("""{"prefix": "osd pool get", "pool": "foo", "var": "size"}""")).OutputText);
        Assert.Equal("pool 'foo' renamed to 'bar'", (await cluster.RunAsync("""{"prefix": "osd pool rename", "srcpool": "foo", "destpool": "bar"}""")).Status);
        Assert.Contains(cluster.Get("df")["pools"]!.AsArray(), pool => (string)pool!["name"]! == "bar");

        await cluster.PlayUntilAsync(happened => happened is BackendEvent.Notified { Type: NotifyTypes.PgSummary });
        Assert.Null(cluster.Get("pg_summary")["all"]!["creating+peering"]);

        const string Delete = """{"prefix": "osd pool delete", "pool": "bar", "pool2": "bar", "yes_i_really_really_mean_it": true}""";
        Assert.Equal(-Errno.PermissionDenied, (await cluster.RunAsync(Delete)).Code);
        await cluster.RunAsync("""{"prefix": "config set", "who": "mon", "name": "mon_allow_pool_delete", "value": "true"}""");
        Assert.Equal("pool 'bar' removed", (await cluster.RunAsync(Delete)).Status);
        Assert.Equal(25, (int)cluster.Get("pg_status")["num_pgs"]!);
        Assert.Equal(-Errno.Busy, (await cluster.RunAsync(Delete.Replace("\"bar\"", "\"fsdata\"", StringComparison.Ordinal))).Code);
    }

    [Theory]
    [InlineData("""{"prefix": "osd pool set", "pool": "nope", "var": "size", "val": "3"}""", -Errno.NotFound, "unrecognized pool 'nope'")]
    [InlineData("""{"prefix": "osd pool set", "pool": "rbd", "var": "size", "val": "11"}""", -Errno.Invalid, "pool size must be between 1 and 10")]
    [InlineData("""{"prefix": "osd pool create", "pool": "x", "pg_num": 100000}""", -Errno.OutOfRange, "'pg_num' must be greater than 0 and less than or equal to 65536")]
    [InlineData("""{"prefix": "osd reweight", "id": "9", "weight": "1"}""", -Errno.NotFound, "osd.9 does not exist")]
    [InlineData("""{"prefix": "config set", "who": "mgr", "name": "nope", "value": "1"}""", -Errno.Invalid, "unrecognized config option 'nope'")]
    [InlineData("""{"prefix": "config get", "who": "mgr", "key": "nope"}""", -Errno.NotFound, "unrecognized key 'nope'")]
    [InlineData("""{"prefix": "mgr module enable", "module": "nope"}""", -Errno.NotFound, "all mgr daemons do not support module 'nope', pass --force to force enablement")]
    [InlineData("""{"prefix": "osd dance"}""", -Errno.Invalid, "command not known: 'osd dance'")]
    [InlineData("""{"prefix": 5}""", -Errno.Invalid, "command not known")]
    [InlineData("""{"prefix": "osd out"}""", -Errno.Invalid, "missing required parameter ids(osd out)")]
    public async Task What_cannot_be_done_is_refused_with_Cephs_code_and_sentence(string command, int code, string beginning)
    {
        await using var cluster = new ClusterFixture("m1");

        var result = await cluster.RunAsync(command);

        Assert.Equal(code, result.Code);
        Assert.StartsWith(beginning, result.Status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Modules_are_listed_enabled_and_disabled()
    {
        await using var cluster = new ClusterFixture("m1");
        var option = new OptionDeclaration("interval", "secs", JsonValue.Create(60), "How often", "", null, null, [], [], [], Runtime: true);
        cluster.Cluster.ReportModules([new("hello", true, "", [option], []), new("broken", false, "no such library", [], []), new("rest", true, "", [], [])]);
        await cluster.SettleAsync();

        var list = JsonNode.Parse((await cluster.RunAsync("""{"prefix": "mgr module ls", "format": "json"}""")).Output.Span)!;
        Assert.Equal(["always_on_modules", "enabled_modules", "disabled_modules"], list.AsObject().Select(field => field.Key));
        Assert.Equal(["broken", "hello"], list["disabled_modules"]!.AsArray().Select(module => (string)module!["name"]!));
        Assert.Equal("60", (string)list["disabled_modules"]![1]!["module_options"]!["interval"]!["default_value"]!);

        Assert.Equal(0, (await cluster.RunAsync("""{"prefix": "mgr module enable", "module": "hello"}""")).Code);
        Assert.Contains(cluster.TakeEvents(), happened => happened is BackendEvent.ModulesChanged);
        Assert.Contains("hello", cluster.Cluster.EnabledModules);
        Assert.Contains("no such library", (await cluster.RunAsync("""{"prefix": "mgr module enable", "module": "broken"}""")).Status, StringComparison.Ordinal);
        Assert.Equal("module 'hello' is already enabled", (await cluster.RunAsync("""{"prefix": "mgr module enable", "module": "hello"}""")).Status);
        await cluster.RunAsync("""{"prefix": "mgr module disable", "module": "hello"}""");
        Assert.DoesNotContain("hello", cluster.Cluster.EnabledModules);

        await cluster.RunAsync("""{"prefix": "config set", "who": "mgr", "name": "mgr/hello/interval", "value": "5"}""");
        Assert.Equal("5", cluster.Cluster.Options["mgr/hello/interval"]);
        Assert.Equal("5\n", (await cluster.RunAsync("""{"prefix": "config get", "who": "mgr", "key": "mgr/hello/interval"}""")).OutputText);
    }

    [Fact]
    public async Task A_modules_health_and_progress_show_in_status_and_leave_with_it()
    {
        await using var cluster = new ClusterFixture("m1");
        var checks = System.Collections.Immutable.ImmutableSortedDictionary<string, HealthCheck>.Empty
            .Add("MY_CHECK", new HealthCheck(HealthSeverity.Error, "it is bad", 1, ["very bad"]));
        cluster.Cluster.SetHealthChecks("mine", checks);
        cluster.Cluster.UpdateProgress(new ProgressEvent("mine", "p1", "Counting", 0.5, AddToCephStatus: true));
        await cluster.SettleAsync();

        var text = (await cluster.RunAsync("""{"prefix": "status"}""")).OutputText;
        Assert.Contains("health: HEALTH_ERR\n            it is bad\n", text, StringComparison.Ordinal);
        Assert.Contains("    Counting (0s)\n      [==============..............]", text, StringComparison.Ordinal);
        Assert.Equal("very bad", (string)cluster.GetText("health")["checks"]!["MY_CHECK"]!["detail"]![0]!["message"]!);

        var version = cluster.Cluster.FindDocument("health")!.Version;
        cluster.Cluster.SetHealthChecks("mine", checks);
        await cluster.SettleAsync();
        Assert.Equal(version, cluster.Cluster.FindDocument("health")!.Version);

        cluster.Cluster.SetHealthChecks("mine", checks.Clear());
        cluster.Cluster.ClearProgress("mine");
        await cluster.SettleAsync();
        Assert.DoesNotContain("progress:", (await cluster.RunAsync("""{"prefix": "status"}""")).OutputText, StringComparison.Ordinal);
        Assert.Equal("HEALTH_OK", (string)cluster.GetText("health")["status"]!);
    }

    private static bool RequiresArgument(string signature) =>
        signature.Split(' ').Any(part => part.Contains('=') && !part.Contains("req=false", StringComparison.Ordinal));

    private static string Recorded(string moment, string file) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "recorded-text", moment, file));

    /// <summary>The text with every figure, unit and identifier made alike.</summary>
    private static string Layout(string text)
    {
        var alike = Figure().Replace(Identifier().Replace(text, "ID"), "N");
        return Blanks().Replace(alike, " ");
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Identifier();

    [GeneratedRegex("[0-9][0-9.]*( ?([KMGT]iB|B|[kMG]|[smhd])\\b)?")]
    private static partial Regex Figure();

    [GeneratedRegex("[ -]{2,}")]
    private static partial Regex Blanks();
}
