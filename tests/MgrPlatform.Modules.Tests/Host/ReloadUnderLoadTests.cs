using System.Collections.Concurrent;
using System.Globalization;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.TestKit.Hosting;

namespace MgrPlatform.Modules.Tests.Host;

/// <summary>A thousand reloads in all while clients call: no call fails, every answer is of one version, and nothing stays behind.</summary>
[Trait("tier", "slow")]
public sealed class ReloadUnderLoadTests
{
    private const int ReloadsEach = 250;
    private const int Clients = 1;

    [Fact]
    public Task Python() => ReloadAsync("greeter_py", "greet py", (test, version) => Edit(test, "greeter_py", "module.py", version));

    [Fact]
    public Task JavaScript() => ReloadAsync("greeter_js", "greet js", (test, version) => Edit(test, "greeter_js", "index.js", version));

    [Fact]
    public Task DotNet_in_a_child() => ReloadBuiltAsync("greeter_net", "greet net");

    [Fact]
    public Task DotNet_in_the_host() => ReloadBuiltAsync("greeter_inhost", "greet inhost");

    private static void Edit(TestModuleHost test, string module, string file, int version)
    {
        var source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "modules", module, file));
        test.WriteFile(module, file, source.Replace("'v1'", $"'v{version}'", StringComparison.Ordinal));
    }

    private static async Task ReloadBuiltAsync(string module, string prefix)
    {
        string[] built = [await BuiltGreeter.BuildAsync(module, "v0"), await BuiltGreeter.BuildAsync(module, "v1")];
        await ReloadAsync(module, prefix, (test, version) => BuiltGreeter.Install(built[version % 2], module, test.Plugins), version => version % 2, built[1]);
    }

    private static async Task ReloadAsync(
        string module, string prefix, Action<TestModuleHost, int> install, Func<int, int>? shown = null, string? built = null)
    {
        shown ??= static version => version;
        await using var test = await TestModuleHost.StartAsync(
            (plugins, backend) =>
            {
                if (built is null)
                {
                    TestModules.Copy(module, plugins);
                }
                else
                {
                    BuiltGreeter.Install(built, module, plugins);
                }

                backend.Enable(module);
            },
            options => options with { ScanInterval = TimeSpan.Zero });
        await test.UntilRunningAsync(module);

        using var stop = new CancellationTokenSource();
        var answers = new ConcurrentDictionary<string, long>();
        var failures = new ConcurrentQueue<string>();
        var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var result = await test.CallAsync(prefix);
                if (result.IsSuccess)
                {
                    answers.AddOrUpdate(result.OutputText, 1, static (_, count) => count + 1);
                }
                else
                {
                    failures.Enqueue($"{result.Code} {result.Status}");
                }
            }
        })).ToArray();

        Resources? early = null;
        for (var version = 2; version < 2 + ReloadsEach; version++)
        {
            install(test, version);
            var problem = await test.Host.ReloadAsync(module, CancellationToken.None);
            Assert.True(problem is null, $"reload {version}: {problem}");
            Assert.Equal($"v{shown(version)} hello world", (await test.CallAsync(prefix)).OutputText);
            if (version == ReloadsEach / 4)
            {
                early = await SettledResourcesAsync(test, module);
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        var late = await SettledResourcesAsync(test, module);

        Assert.Empty(failures);
        Assert.All(answers.Keys, answer => Assert.Matches(@"^v\d+ hello world$", answer));
        Assert.True(late.Children <= 1, $"{late.Children} children are left");
        Assert.True(late.OpenFiles <= early!.OpenFiles + 8, $"open files grew from {early.OpenFiles} to {late.OpenFiles}");
        Assert.True(late.Threads <= early.Threads + 8, $"threads grew from {early.Threads} to {late.Threads}");
        Assert.True(late.HeapBytes <= early.HeapBytes + (8 << 20), $"the heap grew from {early.HeapBytes >> 10} to {late.HeapBytes >> 10} KiB");
        Assert.DoesNotContain("MGR_MODULE_LEAK", test.Backend.Checks.Keys);
        Assert.Equal(ModuleState.Running, test.Module(module).State);
        TestContext.Current.SendDiagnosticMessage(
            string.Create(CultureInfo.InvariantCulture, $"{module}: {answers.Values.Sum()} calls during {ReloadsEach} reloads; {early} -> {late}"));
    }

    /// <summary>What the host holds once the last former run has gone.</summary>
    private static async Task<Resources> SettledResourcesAsync(TestModuleHost test, string module)
    {
        await test.UntilAsync(module, _ => Children() <= 1, "alone");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return new Resources(
            GC.GetTotalMemory(forceFullCollection: true),
            Directory.GetFiles("/proc/self/fd").Length,
            Directory.GetDirectories("/proc/self/task").Length,
            Children());
    }

    private static int Children() =>
        Directory.GetDirectories("/proc/self/task").Sum(thread =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
            }
            catch (IOException)
            {
                return 0;
            }
        });

    private sealed record Resources(long HeapBytes, int OpenFiles, int Threads, int Children);
}
