using MgrPlatform.Integration.Tests.Kit;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.TestKit.Hosting;

namespace MgrPlatform.Integration.Tests.Answers;

/// <summary>The monitors' words about modules, and what they bring about in the host.</summary>
public sealed class OperatorWordsTests
{
    [Fact]
    public async Task Modules_are_listed_enabled_and_disabled_as_in_Ceph()
    {
        await using var cluster = await TestCluster.StartAsync(prepare: plugins => TestModules.Copy("greeter_js", plugins));

        var list = await cluster.JsonAsync("mgr module ls");
        Assert.Equal(["always_on_modules", "enabled_modules", "disabled_modules"], list.AsObject().Select(pair => pair.Key));
        Assert.Equal(["fsstatus", "rest", "webhook"], list["enabled_modules"]!.AsArray().Select(name => name!.ToString()));
        var found = Assert.Single(list["disabled_modules"]!.AsArray())!;
        Assert.Equal("greeter_js true ", $"{found["name"]} {found["can_run"]} {found["error_string"]}");

        Assert.Equal(-Errno.NotFound, (await cluster.SayAsync("mgr module enable nosuch")).Code);
        await cluster.EnableAsync("greeter_js");
        Assert.Equal("v1 hello world", await cluster.AskAsync("greet js"));
        Assert.Equal("module 'greeter_js' is already enabled", (await cluster.SayAsync("mgr module enable greeter_js")).Status);

        await cluster.AskAsync("mgr module disable greeter_js");
        await cluster.UntilAsync("greeter_js", status => status.State == ModuleState.Disabled, "disabled");
        var gone = await cluster.SayAsync("greet js");
        Assert.Equal(-Errno.Invalid, gone.Code);
        Assert.Null(cluster.Module("greeter_js").ProcessId);
    }

    [Fact]
    public async Task A_module_that_cannot_be_loaded_is_in_health_and_in_the_status()
    {
        await using var cluster = await TestCluster.StartAsync(prepare: plugins =>
            TestModuleHost.WriteFile(plugins, "faulty", "module.py", "import nowhere_to_be_found\n"));
        await cluster.AskAsync("mgr module enable faulty --force");
        await cluster.UntilAsync("faulty", status => status.State is ModuleState.Failed or ModuleState.Unsupported, "refused");

        var detail = await cluster.UntilTextAsync("health detail", "MGR_MODULE_ERROR");
        Assert.Contains("[ERR] MGR_MODULE_ERROR: Module 'faulty' has failed: ", detail.OutputText, StringComparison.Ordinal);
        Assert.Contains("nowhere_to_be_found", detail.OutputText, StringComparison.Ordinal);
        Assert.Contains("HEALTH_ERR", await cluster.AskAsync("status"), StringComparison.Ordinal);
        Assert.Contains("Module 'faulty' has failed", (await cluster.MgrpCephAsync("-s")).Output, StringComparison.Ordinal);

        cluster.WriteFile("faulty", "module.py", "from mgr_module import MgrModule\n\n\nclass Module(MgrModule):\n    pass\n");
        await cluster.UntilAsync("faulty", status => status.State == ModuleState.Running, "running with its mended code");
        await cluster.UntilNotTextAsync("health detail", "MGR_MODULE");
    }

    [Fact]
    public async Task An_option_reaches_a_module_in_each_language_while_it_runs()
    {
        await using var cluster = await TestCluster.StartAsync(prepare: plugins =>
        {
            foreach (var module in new[] { "greeter_py", "greeter_js", "greeter_net" })
            {
                TestModules.Copy(module, plugins);
            }
        });

        foreach (var (module, words) in new[] { ("greeter_py", "greet py"), ("greeter_js", "greet js"), ("greeter_net", "greet net") })
        {
            await cluster.EnableAsync(module);
            Assert.Equal("v1 hello world", await cluster.AskAsync(words));
            var run = cluster.Module(module).Runs;

            await cluster.SetOptionAsync(module, "place", "moon");
            await cluster.UntilTextAsync(words, "v1 hello moon");
            Assert.Equal("moon", (await cluster.AskAsync($"config get mgr mgr/{module}/place")).TrimEnd('\n'));

            await cluster.AskAsync($"config rm mgr mgr/{module}/place");
            await cluster.UntilTextAsync(words, "v1 hello world");
            Assert.Equal(run, cluster.Module(module).Runs); // Live: it was never restarted.
        }
    }
}
