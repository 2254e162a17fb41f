using System.Globalization;
using System.Text.Json.Nodes;
using MgrPlatform.Integration.Tests.Kit;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.TestKit.Hosting;

namespace MgrPlatform.Integration.Tests.Answers;

/// <summary><c>module ls</c> tells the truth about every module.</summary>
public sealed class ModuleListTests
{
    private const int Calls = 7;

    [Fact]
    public async Task It_shows_each_module_with_true_values()
    {
        var before = DateTimeOffset.UtcNow;
        await using var cluster = await TestCluster.StartAsync();
        for (var i = 0; i < Calls; i++)
        {
            await cluster.AskAsync("fs status");
        }

        await cluster.UntilAsync("fsstatus", status => status.ResidentBytes > 0 && status.CpuTime > TimeSpan.Zero, "measured");
        var list = await cluster.JsonAsync("module ls");

        Assert.Equal(["fsstatus", "rest", "webhook"], list.AsArray().Select(module => Text(module, "name")));
        Assert.Equal(["python", "dotnet", "javascript"], list.AsArray().Select(module => Text(module, "language")));
        foreach (var module in list.AsArray())
        {
            var pid = module!["pid"]!.GetValue<int>();
            var environment = await File.ReadAllTextAsync($"/proc/{pid}/environ", TestContext.Current.CancellationToken);
            Assert.Contains($"MGRP_MODULE={Text(module, "name")}\0", environment, StringComparison.Ordinal);
            Assert.Equal(("running", "", 0), (Text(module, "state"), Text(module, "last_error"), module["restarts"]!.GetValue<int>()));
            Assert.InRange(DateTimeOffset.Parse(Text(module, "since"), CultureInfo.InvariantCulture), before, DateTimeOffset.UtcNow);
            Assert.InRange(module["rss_bytes"]!.GetValue<long>(), 4L << 20, 1L << 30);
            Assert.InRange(module["cpu_percent"]!.GetValue<double>(), 0, 6400);
        }

        var fsstatus = list[0]!;
        Assert.Equal((Calls, 0), (fsstatus["calls"]!.GetValue<long>(), fsstatus["failures"]!.GetValue<long>()));
        Assert.InRange(fsstatus["latency_p99_ms"]!.GetValue<double>(), 0.01, 60_000);
        Assert.True(fsstatus["latency_p50_ms"]!.GetValue<double>() <= fsstatus["latency_p99_ms"]!.GetValue<double>());
    }

    [Fact]
    public async Task The_table_has_the_same_in_columns()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AskAsync("osd status");

        var lines = (await cluster.AskAsync("module ls")).Split('\n');
        var json = (await cluster.JsonAsync("module ls"))[0]!;

        Assert.Equal(4, lines.Length);
        Assert.Equal(
            ["NAME", "LANGUAGE", "STATE", "SINCE", "PID", "CPU", "MEMORY", "CALLS", "P99", "RESTARTS", "DENIED", "LAST ERROR"],
            Cells(lines[0]));
        var cells = Cells(lines[1]);
        Assert.Equal(["fsstatus", "python", "running"], cells[..3]);
        Assert.Equal((Text(json, "pid"), "1", "0", "0", "-"), (cells[4], cells[7], cells[9], cells[10], cells[11]));
        Assert.StartsWith(cells[3][..^1], Text(json, "since"), StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d%$", cells[5]);
        Assert.Matches(@"^\d+\.\dM$", cells[6]);
        Assert.Matches(@"^\d+\.\dms$", cells[8]);
    }

    [Fact]
    public async Task A_module_that_ended_is_shown_with_its_restart_and_its_error()
    {
        await using var cluster = await TestCluster.StartAsync(prepare: plugins => TestModules.Copy("greeter_py", plugins));
        await cluster.EnableAsync("greeter_py");
        var first = cluster.Module("greeter_py").ProcessId!.Value;

        using (var process = System.Diagnostics.Process.GetProcessById(first))
        {
            process.Kill();
        }

        var status = await cluster.UntilAsync(
            "greeter_py", status => status is { Restarts: 1, State: ModuleState.Running }, "running again");
        Assert.NotEqual(first, status.ProcessId);
        var module = (await cluster.JsonAsync("module ls")).AsArray().Single(module => Text(module, "name") == "greeter_py");
        Assert.Equal(1, module!["restarts"]!.GetValue<int>());
        Assert.Contains("signal 9", Text(module, "last_error"), StringComparison.Ordinal);
        var health = await cluster.UntilTextAsync("health detail", "greeter_py");
        Assert.Contains("MGR_MODULE_RESTARTED", health.OutputText, StringComparison.Ordinal);
    }

    private static string Text(JsonNode? module, string name) => module![name]!.ToString();

    private static string[] Cells(string line) => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
