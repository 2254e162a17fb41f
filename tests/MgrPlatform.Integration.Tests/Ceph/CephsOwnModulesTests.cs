using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MgrPlatform.Integration.Tests.Kit;
using MgrPlatform.Modules.Lifecycle;

namespace MgrPlatform.Integration.Tests.Ceph;

/// <summary>Debian's folder of Ceph 16.2.15's own modules, unmodified, as a plugin path.</summary>
public sealed class CephsOwnModulesTests
{
    private const string CrashId = "2026-01-02T03:04:05.678901Z_0a1b2c3d-0000-4000-8000-123456789abc";

    private static readonly ImmutableArray<string> Running =
    [
        "alerts", "crash", "insights", "iostat", "localpool", "nfs", "orchestrator", "osd_support", "pg_autoscaler", "progress",
        "prometheus", "restful", "selftest", "stats", "status", "telegraf", "telemetry", "test_orchestrator", "zabbix",
    ];

    /// <summary>What cannot run outside ceph-mgr, or not on this machine, and the words that it is told with.</summary>
    private static readonly ImmutableSortedDictionary<string, string> Refused = new Dictionary<string, string>
    {
        ["balancer"] = "calc_pg_upmaps needs CRUSH placement arithmetic",
        ["devicehealth"] = "The librados handle of the manager exists only inside ceph-mgr",
        ["influx"] = "influxdb python module not found",
        ["mirroring"] = "The librados handle of the manager exists only inside ceph-mgr",
        ["rbd_support"] = "The librados handle of the manager exists only inside ceph-mgr",
        ["snap_schedule"] = "The librados handle of the manager exists only inside ceph-mgr",
        ["volumes"] = "The librados handle of the manager exists only inside ceph-mgr",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    [Fact]
    public async Task Iostat_answers()
    {
        await using var cluster = await StartAsync();
        await cluster.EnableAsync("iostat");

        var answer = await cluster.SayAsync("iostat --width 80 --print_header");

        Assert.True(answer.IsSuccess, answer.Status);
        Assert.Matches(@"Read\s+\|\s+Write\s+\|\s+Total\s+\|\s+Read IOPS\s+\|\s+Write IOPS\s+\|\s+Total IOPS", answer.OutputText);
        Assert.Matches(@"\d+ [kMGi]*B/s", answer.OutputText);
        var once = await cluster.MgrpCephAsync("-p", "0", "iostat");
        Assert.True(once.ExitCode == 0, once.Everything);
        Assert.Contains("B/s", once.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(RecordedText.Moments), MemberType = typeof(RecordedText))]
    public async Task Cephs_status_module_prints_what_was_recorded(string moment)
    {
        await using var cluster = await StartAsync(moment);
        await cluster.AskAsync("mgr module disable fsstatus");
        await cluster.UntilAsync("fsstatus", status => status.State == ModuleState.Disabled, "disabled");
        await cluster.EnableAsync("status");

        Assert.Equal(RecordedText.Read(moment, "fs_status.txt"), await cluster.AskAsync("fs status"));
        Assert.Equal(RecordedText.Read(moment, "osd_status.txt"), await cluster.AskAsync("osd status"));
    }

    [Fact]
    public async Task Crashes_are_posted_listed_shown_and_removed()
    {
        await using var cluster = await StartAsync();
        await cluster.EnableAsync("crash");
        var file = Path.Combine(cluster.Folder, "meta");
        await File.WriteAllTextAsync(
            file,
            new JsonObject
            {
                ["crash_id"] = CrashId, ["timestamp"] = "2026-01-02T03:04:05.678901Z", ["process_name"] = "ceph-osd",
                ["entity_name"] = "osd.1",
                ["ceph_version"] = "16.2.15", ["utsname_hostname"] = "vm", ["backtrace"] = new JsonArray("(abort()+0x1)", "(main()+0x2)"),
            }.ToJsonString(),
            TestContext.Current.CancellationToken);

        var posted = await cluster.MgrpCephAsync("crash", "post", "-i", file);
        Assert.True(posted.ExitCode == 0, posted.Everything);

        Assert.Contains(CrashId, await cluster.AskAsync("crash ls"), StringComparison.Ordinal);
        Assert.Contains("1 crashes recorded", await cluster.AskAsync("crash stat"), StringComparison.Ordinal);
        Assert.Equal("osd.1", JsonNode.Parse(await cluster.AskAsync($"crash info {CrashId}"))!["entity_name"]!.GetValue<string>());
        await cluster.AskAsync($"crash rm {CrashId}");
        Assert.DoesNotContain(CrashId, await cluster.AskAsync("crash ls"), StringComparison.Ordinal);
        var unknown = await cluster.SayAsync("crash info 2026-nosuch");
        Assert.Contains("crash info: 2026-nosuch not found", unknown.Status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nineteen_of_them_run_and_seven_say_why_not()
    {
        await using var cluster = await StartAsync();
        var all = Running.AddRange(Refused.Keys).Order(StringComparer.Ordinal);
        var found = (await cluster.JsonAsync("mgr module ls"))["disabled_modules"]!.AsArray();
        Assert.Equal(all, found.Select(module => module!["name"]!.ToString()));
        await cluster.AskAsync("mgr module disable fsstatus"); // Ceph's status has the same commands.
        await cluster.UntilAsync("fsstatus", status => status.State == ModuleState.Disabled, "disabled");
        foreach (var module in all)
        {
            await cluster.AskAsync($"mgr module enable {module} --force");
        }

        foreach (var (module, reason) in Refused)
        {
            await cluster.UntilAsync(
                module, status => $"{status.Reason} {status.LastError}".Contains(reason, StringComparison.Ordinal), $"telling '{reason}'");
        }

        foreach (var module in Running)
        {
            await cluster.UntilAsync(module, status => status.State == ModuleState.Running, "running");
        }

        Assert.All(Running, module => Assert.Equal((0, ""), (cluster.Module(module).Restarts, cluster.Module(module).LastError)));
    }

    private static Task<TestCluster> StartAsync(string moment = "m1")
    {
        OfficialCeph.NeedModules();
        return TestCluster.StartAsync(options =>
            options with { Moment = moment, Python = OfficialCeph.Python, PluginPaths = [OfficialCeph.Modules] });
    }
}
