using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.TestKit.Hosting;

namespace MgrPlatform.Modules.Tests.Host;

public sealed class WarmModuleTests
{
    private const string Manifest = """
        {"name": "NAME", "language": "LANGUAGE", "standby": "STANDBY",
         "capabilities": {"documents": ["*"], "store": ["*"], "remote": ["*"], "health": true}}
        """;

    private const string Eager = """
        from mgr_module import CLIReadCommand, HandleCommandResult, MgrModule

        class Module(MgrModule):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.epoch = self.get('osd_map')['epoch']
                self.refused = ''
                try:
                    self.set_store('eager', 'yes')
                except Exception as error:
                    self.refused = str(error)

            @CLIReadCommand('eager')
            def eager(self) -> HandleCommandResult:
                return HandleCommandResult(stdout='%s|%s|%s' % (self.epoch, self.refused, self.get_store('served')))

            def serve(self):
                self.set_store('served', 'yes')
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_a_standby_warm_modules_load_and_wait_and_the_same_processes_answer_when_it_becomes_active()
    {
        await using var test = await TestModuleHost.StandByAsync(static (plugins, backend) =>
        {
            Install(plugins, "greeter_py", "python", "warm");
            Install(plugins, "greeter_js", "javascript", "cold");
            backend.Enable("greeter_py", "greeter_js");
        });
        Assert.Equal(1, await test.Host.WhenWarmAsync(Token));
        var process = test.Module("greeter_py").ProcessId;
        Assert.NotNull(process);
        Assert.Equal(ModuleState.Warm, test.Module("greeter_py").State);
        Assert.Equal(ModuleState.Discovered, test.Module("greeter_js").State);
        Assert.Null(test.Host.Commands.Find("greet py"));
        await test.Backend.SetOptionAsync("mgr/greeter_py/place", "moon", Token);

        await test.Host.StartAsync(Token);
        await test.Host.WhenSettledAsync(Token);

        Assert.Equal(process, test.Module("greeter_py").ProcessId);
        Assert.Equal("v1 hello moon", (await test.CallAsync("greet py")).OutputText);
        Assert.Contains("hello", (await test.CallAsync("greet js")).OutputText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_that_is_kept_warm_may_look_but_change_nothing_and_serves_only_when_it_is_in_charge()
    {
        await using var test = await TestModuleHost.StandByAsync(static (plugins, backend) =>
        {
            TestModuleHost.WriteFile(plugins, "eager", "module.py", Eager);
            WriteManifest(plugins, "eager", "python", "warm");
            backend.Publish("osd_map", """{"epoch": 7}""");
            backend.Enable("eager");
        });
        Assert.Equal(1, await test.Host.WhenWarmAsync(Token));
        Assert.Empty(test.Backend.Store);

        await test.Host.StartAsync(Token);
        await test.Host.WhenSettledAsync(Token);
        await test.Backend.UntilAsync(static backend => backend.Store.ContainsKey("mgr/eager/served"), "it serves", TimeSpan.FromSeconds(60));

        var answer = (await test.CallAsync("eager")).OutputText;
        Assert.StartsWith("7|", answer, StringComparison.Ordinal);
        Assert.Contains("stands by", answer, StringComparison.Ordinal);
        Assert.EndsWith("|yes", answer, StringComparison.Ordinal);
        Assert.Equal(["mgr/eager/served"], test.Backend.Store.Keys);
    }

    [Fact]
    public async Task A_module_that_is_disabled_on_a_standby_goes_and_new_code_takes_the_place_of_what_is_warm()
    {
        await using var test = await TestModuleHost.StandByAsync(static (plugins, backend) =>
        {
            Install(plugins, "greeter_py", "python", "warm");
            backend.Enable("greeter_py");
        });
        Assert.Equal(1, await test.Host.WhenWarmAsync(Token));

        test.Backend.Disable("greeter_py");
        await test.UntilAsync("greeter_py", static status => status.State == ModuleState.Disabled, "disabled");
        test.Backend.Enable("greeter_py");
        var first = await test.UntilAsync("greeter_py", static status => status.State == ModuleState.Warm, "warm again");
        test.WriteFile("greeter_py", "module.py", (await File.ReadAllTextAsync(Path.Combine(test.Plugins, "greeter_py", "module.py"), Token))
            .Replace("'v1'", "'v2'", StringComparison.Ordinal));
        await test.UntilAsync(
            "greeter_py", status => status.State == ModuleState.Warm && status.ProcessId is { } now && now != first.ProcessId, "warm with new code");

        await test.Host.StartAsync(Token);
        await test.UntilRunningAsync("greeter_py");

        Assert.Contains("v2 hello", (await test.CallAsync("greet py")).OutputText, StringComparison.Ordinal);
    }

    private static void Install(string plugins, string module, string language, string standby)
    {
        TestModules.Copy(module, plugins);
        WriteManifest(plugins, module, language, standby);
    }

    private static void WriteManifest(string plugins, string module, string language, string standby) =>
        TestModuleHost.WriteFile(plugins, module, "plugin.json", Manifest
            .Replace("NAME", module, StringComparison.Ordinal)
            .Replace("LANGUAGE", language, StringComparison.Ordinal)
            .Replace("STANDBY", standby, StringComparison.Ordinal));
}
