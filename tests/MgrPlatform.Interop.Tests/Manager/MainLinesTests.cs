using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Manager;

/// <summary>
/// The main lines of an operator's day, with each release's own monitors, daemons, tool and modules. Our manager runs that release's
/// modules with this machine's Python, so it gets them beside the release's own Python packages (<c>ceph</c>,
/// <c>ceph_argparse</c>), which they import where the release is installed. Only the case of 16.2 has passed so far, and only it is run.
/// </summary>
[Collection(OwnManagerCollection.Name)]
public sealed class MainLinesTests
{
    private static readonly string[] Looks = ["osd perf -f json", "pg stat -f json", "df -f json", "osd df -f json", "-s -f json"];
    private static readonly string[] Tables = ["fs status -f json", "osd status"];

    // They use the manager's own librados handle, which a module in a process of its own cannot have; to run them is an error that we tell.
    private static readonly string[] NotOurs = ["rbd_support", "volumes"];

    private const string Librados = """
        import json, rados, sys
        cluster = rados.Rados(conffile=sys.argv[1], rados_id='admin')
        cluster.connect(timeout=60)
        print(json.dumps([cluster.mgr_command(json.dumps({'prefix': prefix, 'format': 'json'}), b'')[0] for prefix in sys.argv[2:]]))
        cluster.shutdown()
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CephRelease.Pacific, 3, "crc")]
    public async Task An_operator_sees_and_does_with_our_manager_what_he_sees_and_does_with_ceph_mgr(
        CephRelease release, int monitors, string mode)
    {
        ClusterFixture.Need(release);
        await using var cluster = await RealCluster.StartAsync(
            new ClusterPlan(release)
            {
                Monitors = monitors, Osds = 3, Mode = mode,
                Options = "osd_pool_default_pg_autoscale_mode = off", // else groups are split in the middle of a comparison
            },
            Token);
        await using var ours = await ManagerProcess.StartAsync(
            cluster, "y", Token, "--plugin-path", ModulesOf(release, cluster), "--python", "/usr/bin/python3");
        await ours.UntilStandbyAsync(Token);

        // Debian's ceph-mgr of 18.2.7 runs no module, so it has no tables to show; ours has.
        string[] looks = release == CephRelease.Reef ? Looks : [.. Looks, .. Tables];
        if (release != CephRelease.Reef)
        {
            await UntilTablesAsync(cluster);
        }

        var before = await UntilQuietAsync(cluster, looks);

        await cluster.AskAsync("mgr fail x", Token);
        await ours.UntilAvailableAsync(Token);
        await UntilReadyAsync(cluster);
        await UntilTablesAsync(cluster);
        await Eventually.SeeAsync(
            async () => Differences(before, await LookAsync(cluster, looks)),
            static differences => differences.Length == 0,
            "our manager shows what ceph-mgr showed",
            Token);

        await AnswerLibradosAsync(cluster);
        await LoseAnOsdAsync(cluster);
        await cluster.AskAsync("mgr fail y", Token);
        await Eventually.SeeAsync(
            () => cluster.AskAsync("mgr dump -f json", Token),
            static map => JsonElement.Parse(map) is var json && json.GetProperty("active_name").GetString() == "x"
                && json.GetProperty("available").GetBoolean(),
            "ceph-mgr is active again",
            Token);
        await ours.UntilStandbyAsync(Token);
        await cluster.UntilCleanAsync(Token);
        await cluster.AskAsync("mgr fail x", Token);
        await ours.UntilAvailableAsync(Token);
        await UntilReadyAsync(cluster);
    }

    private static async Task AnswerLibradosAsync(RealCluster cluster)
    {
        var run = await CephRun.RunAsync(
            cluster.Inside(
                "/usr/bin/python3",
                ["-c", Librados, cluster.PathInside("ceph.conf"), "pg stat", "osd df", "osd status", "no such command"]),
            default,
            Token);
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Equal("[0, 0, 0, -22]", run.Text.Trim());
    }

    private static async Task LoseAnOsdAsync(RealCluster cluster)
    {
        await cluster.KillAsync("osd.2", Token);
        await UntilAsync(cluster, "pg stat", static text => text.Contains("undersized", StringComparison.Ordinal));
        Assert.Contains("OSD_DOWN", await cluster.AskAsync("health detail", Token), StringComparison.Ordinal);
        await UntilAsync(cluster, "osd status", static text => !Find(text, 2).Contains("up", StringComparison.Ordinal));
        await cluster.StartDaemonAsync("osd.2", Token);
        await cluster.UntilCleanAsync(Token);
        await UntilAsync(
            cluster,
            "pg stat",
            static text =>
                text.Contains("active+clean", StringComparison.Ordinal) && !text.Contains("undersized", StringComparison.Ordinal));
        await UntilAsync(cluster, "osd status", static text => Find(text, 2).Contains("up", StringComparison.Ordinal));
    }

    /// <summary>An OSD's states in the table.</summary>
    private static string Find(string text, int osd) =>
        Rows(text).Split('\n').Single(row => row.StartsWith($"{osd} ", StringComparison.Ordinal)).Split(' ')[^1];

    /// <summary>Of the table of OSDs what stays: number, host and states.</summary>
    private static string Rows(string text) => string.Join(
        '\n',
        text.Split('\n').Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(static cells => cells.Length > 2)
            .Select(static cells => $"{cells[0]} {cells[1]} {cells[^1]}"));

    private static async Task<Dictionary<string, string>> LookAsync(RealCluster cluster, string[] looks)
    {
        Dictionary<string, string> seen = [];
        foreach (var words in looks)
        {
            seen[words] = await cluster.AskAsync(words, Token);
        }

        return seen;
    }

    /// <summary>What ceph-mgr shows, once it shows it twice: all daemons have reported, and nothing goes on.</summary>
    private static async Task<Dictionary<string, string>> UntilQuietAsync(RealCluster cluster, string[] looks)
    {
        var seen = await LookAsync(cluster, looks);
        await Eventually.SeeAsync(
            async () =>
            {
                var last = seen;
                seen = await LookAsync(cluster, looks);
                return Differences(last, seen);
            },
            static differences => differences.Length == 0,
            "ceph-mgr shows the same twice",
            Token);
        return seen;
    }

    private static string Differences(Dictionary<string, string> theirs, Dictionary<string, string> ours) => string.Join(
        '\n',
        theirs.SelectMany(look => (look.Key == "osd status"
                ? Rows(look.Value) == Rows(ours[look.Key]) ? [] : [$"theirs\n{look.Value}\nours\n{ours[look.Key]}"]
                : QuietDocument.Differences(look.Key == "-s -f json" ? Healed(look.Value) : look.Value, ours[look.Key]))
            .Select(difference => $"{look.Key}: {difference}")));

    /// <summary>
    /// ceph-mgr's status without the modules that failed in its own process (<c>devicehealth</c> in Debian's 20.2.4: "disk I/O
    /// error"), which are no state of the cluster that another manager would have to show.
    /// </summary>
    private static string Healed(string status)
    {
        var document = JsonNode.Parse(status)!;
        var health = document["health"]!;
        var checks = health["checks"]!.AsObject();
        if (checks.Remove("MGR_MODULE_ERROR"))
        {
            health["status"] = checks.Count == 0 ? "HEALTH_OK" : "HEALTH_WARN";
        }

        return document.ToJsonString();
    }

    /// <summary>A release's modules and the Python packages they import, in one folder.</summary>
    private static string ModulesOf(CephRelease release, RealCluster cluster)
    {
        var root = $"{CephInstallation.Of(release).Root}/usr";
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, "modules")).FullName;
        string[] packages = ["lib/python3/dist-packages/ceph", "lib/python3/dist-packages/ceph_argparse.py"];
        foreach (var path in Directory.GetFileSystemEntries($"{root}/share/ceph/mgr").Concat(packages.Select(name => $"{root}/{name}")))
        {
            if (!NotOurs.Contains(Path.GetFileName(path)))
            {
                File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(path)), path);
            }
        }

        return folder;
    }

    /// <summary>The MDS has reported to the manager, with its counters.</summary>
    private static Task UntilTablesAsync(RealCluster cluster) => UntilAsync(
        cluster,
        "fs status -f json",
        static text => JsonElement.Parse(text).GetProperty("mdsmap") is var ranks
            && ranks.EnumerateArray().Any(static rank => rank.TryGetProperty("inos", out var inos) && inos.GetInt64() > 0));

    private static Task UntilReadyAsync(RealCluster cluster) =>
        UntilAsync(cluster, "pg stat -f json", static text => text.Contains("\"pg_ready\":true", StringComparison.Ordinal));

    private static async Task UntilAsync(RealCluster cluster, string words, Func<string, bool> isRight) => await Eventually.SeeAsync(
        async () =>
        {
            var run = await cluster.CephAsync(words, Token);
            return (run.ExitCode, Text: run.ExitCode == 0 ? run.Text : run.Everything);
        },
        seen => seen.ExitCode == 0 && isRight(seen.Text),
        $"ceph {words} is right",
        Token);
}
