using System.Globalization;
using System.Text.Json;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Manager;

/// <summary>The manager's own commands beside ceph-mgr's, value by value, and what it does for pools.</summary>
[Collection(OwnManagerCollection.Name)]
public sealed class OwnAnswerTests
{
    private static readonly string[] Asked =
    [
        "pg stat", "pg dump", "pg dump sum", "pg dump pools", "pg dump osds", "pg dump pgs", "pg dump pgs_brief", "pg ls", "pg ls active",
        "pg ls bogus",
        "pg ls-by-pool data", "pg ls-by-pool nosuch", "pg ls-by-osd 0", "pg ls-by-osd 9", "pg ls-by-primary osd.1", "pg dump_stuck unclean",
        "pg debug unfound_objects_exist", "osd df", "osd df tree", "osd df plain name data", "osd df plain name nosuch", "osd blocked-by",
        "osd pool stats", "osd pool stats nosuch", "osd safe-to-destroy 0", "osd safe-to-destroy 9", "osd safe-to-destroy x",
        "osd ok-to-stop 0 1 2",
        "osd test-reweight-by-pg 101", "osd test-reweight-by-utilization 90", "service status", "config show osd.0",
        "config show osd.0 osd_objectstore",
        "config show osd.9", "config show nobody", "device ls", "device ls-by-daemon osd.0", "device info nosuch", "df",
        "osd pool ls detail",
    ];

    // What differs from one report to the next while nothing is written: times, sequences, latencies, and how memory is counted as space.
    private static readonly string[] Moving =
    [
        "version", "stamp", "stamp_delta", "seq", "reported_seq", "reported_epoch", "last_fresh", "last_active", "last_peered",
        "last_clean", "last_unstale",
        "last_undegraded", "last_fullsized", "network_ping_times", "op_queue_age_hist", "perf_stat", "kb_used", "kb_used_data",
        "kb_used_meta", "kb_avail",
        "available", "allocated", "internal_metadata", "total_avail_bytes", "total_used_bytes", "total_used_raw_bytes",
        "total_used_raw_ratio", "utilization",
        "var", "total_kb_used", "total_kb_used_data", "total_kb_used_meta", "total_kb_avail", "average_utilization", "min_var", "max_var",
        "dev", "max_avail",
        "percent_used", "avail_raw",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CephRelease.Pacific)]
    [InlineData(CephRelease.Reef)]
    [InlineData(CephRelease.Tentacle)]
    public async Task Every_command_that_looks_answers_after_the_take_over_what_it_answered_before(CephRelease release)
    {
        ClusterFixture.Need(release);
        await using var cluster = await RealCluster.StartAsync(new ClusterPlan(release) { Osds = 3, HasFileSystem = false }, Token);
        await cluster.AskAsync("osd pool create data 16", Token);
        await cluster.AskAsync("osd pool set data pg_autoscale_mode off", Token);
        await cluster.AskAsync("osd pool application enable data test", Token);
        for (var at = 0; at < 5; at++)
        {
            var put = await CephRun.RunAsync(
                cluster.Inside("rados", ["-p", "data", "put", $"object{at}", "/etc/services"]), default, Token);
            Assert.True(put.ExitCode == 0, put.Everything);
        }

        await using var ours = await ManagerProcess.StartAsync(cluster, "y", Token);
        await ours.UntilStandbyAsync(Token);
        await cluster.UntilCleanAsync(Token);
        await UntilAsync(
            cluster, "pg stat -f json", "all objects are reported, and their writing is forgotten",
            static stat => stat.GetProperty("num_bytes").GetInt64() > 5 * 10_000 && !stat.TryGetProperty("io_sec", out _));
        var before = await AskAllAsync(cluster);

        await cluster.AskAsync("mgr fail x", Token);
        await ours.UntilAvailableAsync(Token);
        await Eventually.SeeAsync(
            () => cluster.AskAsync("pg stat -f json", Token),
            static text => text.Contains("\"pg_ready\":true", StringComparison.Ordinal),
            "all OSDs report to us",
            Token);
        await cluster.UntilCleanAsync(Token);
        var after = await AskAllAsync(cluster);

        var differences = Asked.SelectMany(words => Differences(words, before[words], after[words])).ToArray();
        Assert.True(differences.Length == 0, string.Join('\n', differences.Take(40)));
    }

    [Fact]
    public async Task A_pool_grows_and_shrinks_to_the_number_of_groups_that_was_set()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await RealCluster.StartAsync(
            new ClusterPlan(CephRelease.Pacific) { Osds = 2, HasManager = false, HasFileSystem = false }, Token);
        await using var ours = await ManagerProcess.StartAsync(cluster, "y", Token);
        await ours.UntilAvailableAsync(Token);
        await cluster.AskAsync("osd pool create p 4", Token);
        await cluster.AskAsync("osd pool set p pg_autoscale_mode off", Token);
        await cluster.UntilCleanAsync(Token);

        foreach (var groups in (int[])[16, 14])
        {
            await cluster.AskAsync(string.Create(CultureInfo.InvariantCulture, $"osd pool set p pg_num {groups}"), Token);
            await UntilAsync(cluster, "osd dump -f json", $"{groups} groups and as many places", dump => dump.GetProperty("pools").EnumerateArray().Any(pool =>
                pool.GetProperty("pool_name").GetString() == "p" && pool.GetProperty("pg_num").GetInt32() == groups
                && pool.GetProperty("pg_placement_num").GetInt32() == groups));
            await cluster.UntilCleanAsync(Token);
        }
    }

    private static Task<string> UntilAsync(RealCluster cluster, string words, string what, Func<JsonElement, bool> isRight) => Eventually.SeeAsync(
        () => cluster.AskAsync(words, Token),
        text =>
        {
            var json = JsonElement.Parse(text);
            return isRight(json.TryGetProperty("pg_summary", out var inner) ? inner : json);
        },
        what,
        Token);

    private static async Task<Dictionary<string, CephRun>> AskAllAsync(RealCluster cluster)
    {
        Dictionary<string, CephRun> answers = [];
        foreach (var words in Asked)
        {
            answers[words] = await cluster.CephAsync($"{words} -f json", Token);
        }

        return answers;
    }

    private static List<string> Differences(string words, CephRun before, CephRun after)
    {
        var differences = new List<string>();
        if (before.ExitCode != after.ExitCode)
        {
            differences.Add($"{words}: {before.ExitCode} {before.Error} expected, {after.ExitCode} {after.Error} found");
        }
        else if (TryParse(before.Text) is { } expected && TryParse(after.Text) is { } found)
        {
            Compare(words, expected, found, differences);
        }
        else if (before.Text != after.Text)
        {
            differences.Add($"{words}: '{before.Text}' expected, '{after.Text}' found");
        }

        return differences;
    }

    private static JsonElement? TryParse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Compare(string path, JsonElement expected, JsonElement found, List<string> differences)
    {
        if (expected.ValueKind != found.ValueKind)
        {
            differences.Add($"{path}: {expected} expected, {found} found");
        }
        else if (expected.ValueKind == JsonValueKind.Object)
        {
            var names =
                expected.EnumerateObject().Concat(found.EnumerateObject()).Select(static member => member.Name).Distinct().Except(Moving);
            foreach (var name in names)
            {
                if (expected.TryGetProperty(name, out var wanted) && found.TryGetProperty(name, out var ours))
                {
                    Compare($"{path}/{name}", wanted, ours, differences);
                }
                else
                {
                    differences.Add($"{path}/{name}: only one of the two has it");
                }
            }
        }
        else if (expected.ValueKind == JsonValueKind.Array && expected.GetArrayLength() == found.GetArrayLength())
        {
            foreach (var (wanted, ours) in Sorted(expected).Zip(Sorted(found)))
            {
                Compare($"{path}[{KeyOf(wanted)}]", wanted, ours, differences);
            }
        }
        else if (!Same(expected, found))
        {
            differences.Add($"{path}: {expected} expected, {found} found");
        }
    }

    private static bool Same(JsonElement expected, JsonElement found) =>
        expected.ValueKind == JsonValueKind.Number
            ? Math.Abs(expected.GetDouble() - found.GetDouble()) <= Math.Abs(expected.GetDouble()) * 1e-9
            : expected.ToString() == found.ToString();

    // Ceph lists things in the order of its hash tables.
    private static IEnumerable<JsonElement> Sorted(JsonElement array) =>
        array.EnumerateArray().Any(static element => element.ValueKind != JsonValueKind.Object)
            ? array.EnumerateArray()
            : array.EnumerateArray().OrderBy(KeyOf, StringComparer.Ordinal);

    private static string KeyOf(JsonElement element) => element.ValueKind != JsonValueKind.Object ? "" : string.Join(
        ':',
        ((string[])["pgid", "poolid", "pool_id", "osd", "id", "name"])
            .Where(key => element.TryGetProperty(key, out _))
            .Select(key => element.GetProperty(key).ToString()));
}
