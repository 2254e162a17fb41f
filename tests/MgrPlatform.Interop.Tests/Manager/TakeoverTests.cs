using System.Globalization;
using System.Text.Json;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Manager;

/// <summary>
/// Our manager in ceph-mgr's place: made active by the real monitors, believed by the real daemons, reached by the real tool.
/// </summary>
[Collection(OwnManagerCollection.Name)]
public sealed class TakeoverTests
{
    private static readonly string[] Compared = ["pg stat", "df", "osd df", "osd perf", "osd pool stats"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CephRelease.Pacific, 1, "")]
    [InlineData(CephRelease.Pacific, 3, "secure")]
    [InlineData(CephRelease.Pacific, 1, "crc")]
    [InlineData(CephRelease.Reef, 1, "")]
    [InlineData(CephRelease.Tentacle, 1, "")]
    public async Task Our_manager_stands_by_takes_over_from_a_killed_ceph_mgr_and_shows_what_it_showed(
        CephRelease release, int monitors, string mode)
    {
        ClusterFixture.Need(release);
        await using var cluster = await RealCluster.StartAsync(
            new ClusterPlan(release) { Monitors = monitors, Osds = 3, Mode = mode }, Token);
        await using var ours = await ManagerProcess.StartAsync(cluster, "y", Token);
        await ours.UntilStandbyAsync(Token);
        var before = await AskAllAsync(cluster);

        await cluster.KillAsync("mgr.x", Token);
        await cluster.AskAsync("mgr fail x", Token);
        await ours.UntilAvailableAsync(Token);
        await Eventually.SeeAsync(
            () => cluster.AskAsync("pg stat -f json", Token),
            static text => text.Contains("\"pg_ready\":true", StringComparison.Ordinal),
            "all OSDs report to us",
            Token);
        await cluster.UntilCleanAsync(Token);

        foreach (var (words, text) in await AskAllAsync(cluster))
        {
            Assert.Equal(Shape(before[words]), Shape(text));
        }

        Assert.Contains("mgr: y(active", await cluster.AskAsync("-s", Token), StringComparison.Ordinal);
        Assert.Equal(Groups(before["pg stat"]), Groups(await cluster.AskAsync("pg stat -f json", Token)));
        await ModulesAnswerAsync(cluster, ours);
    }

    [Fact]
    public async Task The_active_role_goes_back_and_forth_between_ceph_mgr_and_ours()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await RealCluster.StartAsync(new ClusterPlan(CephRelease.Pacific), Token);
        await using var ours = await ManagerProcess.StartAsync(cluster, "y", Token);
        await ours.UntilStandbyAsync(Token);

        for (var round = 0; round < 3; round++)
        {
            await cluster.AskAsync("mgr fail x", Token);
            await ours.UntilAvailableAsync(Token);
            await cluster.UntilCleanAsync(Token);
            await ActiveAsync(cluster, "y", standby: "x");
            await cluster.AskAsync("mgr fail y", Token);
            await ActiveAsync(cluster, "x", standby: "y");
            await cluster.UntilCleanAsync(Token);
        }
    }

    [Fact]
    public async Task Placement_groups_stay_right_through_an_osds_death_and_return()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await RealCluster.StartAsync(
            new ClusterPlan(CephRelease.Pacific) { Osds = 3, HasManager = false, HasFileSystem = false }, Token);
        await using var ours = await ManagerProcess.StartAsync(cluster, "y", Token);
        await ours.UntilAvailableAsync(Token);
        await cluster.AskAsync("osd pool create p 8", Token);
        await cluster.UntilCleanAsync(Token);
        await Eventually.SeeAsync(
            () => cluster.AskAsync("pg stat", Token),
            static text => text.Contains("active+clean", StringComparison.Ordinal),
            "all clean",
            Token);

        await cluster.KillAsync("osd.2", Token);
        await Eventually.SeeAsync(
            () => cluster.AskAsync("pg stat", Token),
            static text => text.Contains("undersized", StringComparison.Ordinal),
            "groups lack a copy",
            Token);
        Assert.Contains("OSD_DOWN", await cluster.AskAsync("health detail", Token), StringComparison.Ordinal);
        await cluster.StartDaemonAsync("osd.2", Token);
        await Eventually.SeeAsync(
            () => cluster.AskAsync("pg stat", Token),
            static text =>
                text.Contains("active+clean", StringComparison.Ordinal) && !text.Contains("undersized", StringComparison.Ordinal),
            "all clean again",
            Token);
    }

    [Fact]
    public async Task A_monitor_that_is_lost_and_comes_back_does_not_cost_the_active_role()
    {
        ClusterFixture.Need(CephRelease.Pacific);
        await using var cluster = await RealCluster.StartAsync(
            new ClusterPlan(CephRelease.Pacific) { HasManager = false, HasFileSystem = false }, Token);
        await using var ours = await ManagerProcess.StartAsync(cluster, "y", Token);
        await ours.UntilAvailableAsync(Token);
        var gid = Gid(await cluster.AskAsync("mgr dump -f json", Token));

        await cluster.KillAsync("mon.a", Token);
        await cluster.StartDaemonAsync("mon.a", Token);
        await ours.UntilAvailableAsync(Token);

        Assert.Equal(gid, Gid(await cluster.AskAsync("mgr dump -f json", Token)));
        Assert.DoesNotContain("stops serving", ours.Log, StringComparison.Ordinal);
    }

    private static async Task ModulesAnswerAsync(RealCluster cluster, ManagerProcess ours)
    {
        foreach (var module in new[] { "fsstatus", "webhook", "rest" })
        {
            await cluster.AskAsync($"mgr module enable {module} --force", Token);
        }

        // A module in each language: Python, JavaScript, .NET.
        await Eventually.SeeAsync(
            () => TryAsync(cluster, "fs status"),
            static text => text.Contains("cephfs", StringComparison.Ordinal),
            "fs status answers",
            Token);
        await Eventually.SeeAsync(
            () => TryAsync(cluster, "webhook ls"),
            static text => text.StartsWith("0:", StringComparison.Ordinal),
            "webhook ls answers",
            Token);
        await Eventually.SeeAsync(
            () => TryAsync(cluster, "auth_key_list"),
            static text => text.StartsWith("0:", StringComparison.Ordinal),
            "auth_key_list answers",
            Token);

        Copy(Path.Combine(AppContext.BaseDirectory, "modules", "greeter_py"), Path.Combine(ours.Plugins, "greeter_py"));
        await Eventually.SeeAsync(
            () => TryAsync(cluster, "mgr module enable greeter_py --force"),
            static text => text.StartsWith("0:", StringComparison.Ordinal),
            "the new module is known",
            Token);
        await Eventually.SeeAsync(
            () => TryAsync(cluster, "greet py"),
            static text => text.Contains("v1 hello world", StringComparison.Ordinal),
            "the new module answers",
            Token);
        Assert.Contains("greet py", (await cluster.CephAsync("-h", Token)).Text, StringComparison.Ordinal);
        Assert.Contains("v1 hello world", await cluster.AskAsync("tell mgr.y greet py", Token), StringComparison.Ordinal);
        await Eventually.SeeAsync(
            () => TryAsync(cluster, "config set mgr mgr/greeter_py/place moon"),
            static text => text.StartsWith("0:", StringComparison.Ordinal),
            "the monitors have heard of the module's options, with a later beacon than of its commands",
            Token);
        await Eventually.SeeAsync(
            () => TryAsync(cluster, "greet py"),
            static text => text.Contains("hello moon", StringComparison.Ordinal),
            "the option arrives",
            Token);
        Assert.Contains("moon", await cluster.AskAsync("greet py remember place moon", Token), StringComparison.Ordinal);
        Assert.Contains("moon", await cluster.AskAsync("config-key get mgr/greeter_py/place", Token), StringComparison.Ordinal);
    }

    private static async Task<string> TryAsync(RealCluster cluster, string words)
    {
        var run = await cluster.CephAsync(words, Token);
        return string.Create(CultureInfo.InvariantCulture, $"{run.ExitCode}:{run.Text}{run.Error}");
    }

    private static async Task<Dictionary<string, string>> AskAllAsync(RealCluster cluster)
    {
        Dictionary<string, string> answers = [];
        foreach (var words in Compared)
        {
            answers[words] = await cluster.AskAsync($"{words} -f json", Token);
        }

        return answers;
    }

    private static Task<string> ActiveAsync(RealCluster cluster, string active, string standby) => Eventually.SeeAsync(
        () => cluster.AskAsync("mgr dump -f json", Token),
        map =>
        {
            var json = JsonDocument.Parse(map).RootElement;
            return json.GetProperty("active_name").GetString() == active && json.GetProperty("available").GetBoolean()
                && json.GetProperty("standbys").EnumerateArray().Any(found => found.GetProperty("name").GetString() == standby);
        },
        $"{active} is active and {standby} stands by",
        Token);

    private static long Gid(string map) => JsonDocument.Parse(map).RootElement.GetProperty("active_gid").GetInt64();

    /// <summary>How many groups there are in which state.</summary>
    private static string Groups(string status)
    {
        var json = JsonDocument.Parse(status).RootElement;
        var summary = json.TryGetProperty("pg_summary", out var inner) ? inner : json;
        return summary.GetProperty("num_pgs").GetRawText() + summary.GetProperty("num_pg_by_state").GetRawText();
    }

    /// <summary>The keys of a document without its numbers, which move.</summary>
    private static string Shape(string text)
    {
        using var document = JsonDocument.Parse(text);
        return Shape(document.RootElement);
    }

    private static string Shape(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', element.EnumerateObject().Where(static member => !IsPassing(member.Name)).Select(static member => $"{member.Name}:{Shape(member.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', element.EnumerateArray().Select(Shape))}]",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "number",
        var kind => kind.ToString(),
    };

    /// <summary>Rates are there only while something moves.</summary>
    private static bool IsPassing(string name) =>
        name.EndsWith("_sec", StringComparison.Ordinal)
            || name.EndsWith("_per_sec", StringComparison.Ordinal)
            || name is "client_io_rate" or "recovery_rate" or "recovery";

    internal static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
