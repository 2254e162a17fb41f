using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.TestKit.Hosting;

namespace MgrPlatform.Modules.Tests.Host;

/// <summary>
/// One module does its worst, in each language: the other module goes on answering, the culprit is named in health with the reason, and
/// nothing of it is left when the host has stopped.
/// </summary>
[Trait("tier", "slow")]
public sealed class HostileModuleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Languages => ["py", "js", "net"];

    [Theory]
    [MemberData(nameof(Languages))]
    public Task A_crash_in_native_code(string language) => AttackAsync(language, "crash", async (test, evil) =>
    {
        var result = await test.CallAsync($"evil {language} crash");
        Assert.False(result.IsSuccess);
        Assert.Contains("ended while it answered", result.Status, StringComparison.Ordinal);
        await NamedAsync(test, "MGR_MODULE_RESTARTED", evil, "signal");
    });

    [Theory]
    [MemberData(nameof(Languages))]
    public Task An_exit_in_a_command(string language) => AttackAsync(language, "exit", async (test, evil) =>
    {
        Assert.False((await test.CallAsync($"evil {language} exit")).IsSuccess);
        await NamedAsync(test, "MGR_MODULE_RESTARTED", evil, language == "net" ? "signal 9" : "exited with 3");
        await test.UntilRunningAsync(evil);
    });

    [Theory]
    [MemberData(nameof(Languages))]
    public Task Failing_too_often(string language) => AttackAsync(language, "exit", async (test, evil) =>
    {
        for (var failure = 0; failure < 4; failure++)
        {
            await test.UntilRunningAsync(evil);
            Assert.False((await test.CallAsync($"evil {language} exit")).IsSuccess);
            await test.UntilAsync(evil, status => status.Restarts > failure, "seen to have ended");
        }

        await NamedAsync(test, "MGR_MODULE_ERROR", evil, "4 failures");
        var away = await test.CallAsync($"evil {language} exit");
        Assert.Equal(-Errno.TryAgain, away.Code);
        Assert.Contains("has failed", away.Status, StringComparison.Ordinal);
    });

    [Theory]
    [MemberData(nameof(Languages))]
    public Task An_endless_loop_in_a_command(string language) => AttackAsync(language, "loop", async (test, evil) =>
    {
        var result = await test.CallAsync($"evil {language} loop");
        Assert.Equal(-Errno.TimedOut, result.Code);
        if (language == "py")
        {
            await test.UntilAsync(evil, _ => test.Logs(evil).Contains("in loop", StringComparison.Ordinal), "shown with its stack");
        }

        await NamedAsync(test, "MGR_MODULE_RESTARTED", evil, "did not end");
    });

    [Theory]
    [MemberData(nameof(Languages))]
    public Task An_endless_loop_in_serve(string language) => AttackAsync(
        language,
        "serve_loop",
        (test, evil) => language == "js"
            ? NamedAsync(test, "MGR_MODULE_RESTARTED", evil, "does not answer")
            : NamedAsync(test, "MGR_MODULE_LIMIT", evil, "computes without a pause"));

    [Theory]
    [MemberData(nameof(Languages))]
    public Task Memory_past_the_limit(string language) => AttackAsync(language, "leak", async (test, evil) =>
    {
        var leak = test.CallAsync($"evil {language} leak");
        await test.UntilAsync(evil, status => status.Restarts > 0, "ended for its memory");
        Assert.False((await leak).IsSuccess);
        await NamedAsync(test, "MGR_MODULE_RESTARTED", evil, language == "net" ? "" : "memory");
    });

    [Theory]
    [MemberData(nameof(Languages))]
    public Task A_hundred_megabytes_of_log(string language) => AttackAsync(language, "log", async (test, evil) =>
    {
        var flood = test.CallAsync($"evil {language} log");
        await NamedAsync(test, "MGR_MODULE_LIMIT", evil, "log");
        await flood;
        Assert.True(test.Module(evil).LogLinesDropped > 10_000);
    });

    [Theory]
    [MemberData(nameof(Languages))]
    public Task Notifications_that_are_never_handled(string language) => AttackAsync(language, "deaf", async (test, evil) =>
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 100_000; i++)
        {
            test.Backend.Raise(new BackendEvent.Notified("osd_map", JsonValue.Create("")!, i));
            test.Backend.Raise(new BackendEvent.Notified("clog", JsonValue.Create("a line of the cluster log")!, 0));
        }

        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 16 << 20);
        Assert.True(test.Module(evil).NotificationsDropped > 50_000);
        await NamedAsync(test, "MGR_MODULE_LIMIT", evil, "notification");
    });

    [Theory]
    [MemberData(nameof(Languages))]
    public Task An_answer_that_is_not_json(string language) => AttackAsync(language, "garbage", async (test, evil) =>
    {
        Assert.False((await test.CallAsync($"evil {language} garbage")).IsSuccess);
        await NamedAsync(test, "MGR_MODULE_RESTARTED", evil, "not JSON");
    });

    [Theory]
    [MemberData(nameof(Languages))]
    public Task An_answer_of_forty_megabytes(string language) => AttackAsync(language, "huge", async (test, evil) =>
    {
        var result = await test.CallAsync($"evil {language} huge");
        Assert.Equal(-Errno.Invalid, result.Code);
        Assert.NotEmpty(result.Status);
        Assert.Equal(ModuleState.Running, test.Module(evil).State);
    });

    [Theory]
    [MemberData(nameof(Languages))]
    public Task A_line_of_a_gigabyte(string language) => AttackAsync(language, "huge line", async (test, evil) =>
    {
        Assert.False((await test.CallAsync($"evil {language} huge line")).IsSuccess);
        await NamedAsync(test, "MGR_MODULE_RESTARTED", evil, "above the limit");
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) < 100 << 20);
    });

    [Theory]
    [MemberData(nameof(Languages))]
    public Task Children_that_detach_themselves(string language) => AttackAsync(language, "fork", async (test, evil) =>
    {
        Assert.Equal("forked", (await test.CallAsync($"evil {language} fork")).OutputText);
        Assert.True(Marked(test) > 2);
        test.Backend.Disable(evil);
        await test.UntilAsync(evil, status => status.State == ModuleState.Disabled, "disabled");
        Assert.Equal(1, Marked(test)); // The innocent one.
    });

    [Theory]
    [MemberData(nameof(Languages))]
    public Task A_shutdown_that_is_ignored(string language) => AttackAsync(language, "ignore_shutdown", async (test, evil) =>
    {
        test.Backend.Disable(evil);
        await test.UntilAsync(evil, status => status.State == ModuleState.Disabled, "disabled");
        Assert.Contains("did not shut down", test.Logs(evil), StringComparison.Ordinal);
        Assert.Equal(1, Marked(test));
    });

    private static async Task AttackAsync(string language, string mode, Func<TestModuleHost, string, Task> attack)
    {
        var evil = $"evil_{language}";
        var built = language == "net" ? await EvilNet.Value : null;
        string? folder = null;
        await using (var test = await TestModuleHost.StartAsync(
            (plugins, backend) =>
            {
                TestModules.Copy("greeter_py", plugins);
                if (built is null)
                {
                    TestModules.Copy(evil, plugins);
                }
                else
                {
                    BuiltGreeter.Install(built, evil, plugins);
                }

                backend.SetOptionAsync($"mgr/{evil}/mode", mode, CancellationToken.None);
                backend.Enable("greeter_py", evil);
            },
            options => options with
            {
                StuckGrace = TimeSpan.FromSeconds(1),
                PingInterval = TimeSpan.FromMilliseconds(200),
                PingPatience = TimeSpan.FromSeconds(2),
                BusyPatience = TimeSpan.FromSeconds(1),
                NotificationPatience = TimeSpan.FromSeconds(1),
                Restarts = new RestartBudget { FirstDelay = TimeSpan.FromMilliseconds(200), Restarts = 3 },
            }))
        {
            folder = test.Folder;
            await test.UntilRunningAsync("greeter_py");
            await test.UntilAsync(evil, status => status.Runs > 0 && status.State == ModuleState.Running, "up");

            using var stop = new CancellationTokenSource();
            var bystander = Task.Run(async () =>
            {
                for (var answers = 0; answers < 10 || !stop.IsCancellationRequested; answers++)
                {
                    Assert.Equal("v1 hello world", (await test.CallAsync("greet py")).OutputText);
                }
            });
            await attack(test, evil);
            await stop.CancelAsync();
            await bystander;
            Assert.Equal(0, test.Module("greeter_py").Restarts);
        }

        Assert.Equal(0, MarkedBelow(folder));
    }

    private static readonly Lazy<Task<string>> EvilNet = new(() => BuiltGreeter.BuildAsync("evil_net", "v1"));

    private static Task NamedAsync(TestModuleHost test, string code, string module, string reason) =>
        test.Backend.UntilAsync(
            backend => backend.Checks.TryGetValue(code, out var check)
                && check.Detail.Any(line => line.Contains($"'{module}'", StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal)),
            $"health names {module} in {code} for '{reason}'; it has {string.Join(" | ", test.Backend.Checks.Values.SelectMany(check => check.Detail))}; log: {test.Logs(module, 20)}",
            Patience);

    /// <summary>Processes that carry the mark of this host's runners.</summary>
    private static int Marked(TestModuleHost test) => MarkedBelow(test.Folder);

    private static int MarkedBelow(string folder)
    {
        var wanted = Encoding.UTF8.GetBytes($"MGRP_PATH={folder}");
        return Directory.GetDirectories("/proc").Count(path =>
            int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out _) && Environment(path).AsSpan().IndexOf(wanted) >= 0);
    }

    private static byte[] Environment(string process)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(process, "environ"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
