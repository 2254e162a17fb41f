using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Lifecycle;
using MgrPlatform.TestKit.Hosting;

namespace MgrPlatform.Modules.Tests.Host;

/// <summary>The same small module in each language, in a real host with real children.</summary>
public sealed class GreeterTests
{
    public static TheoryData<string, string> Greeters => new()
    {
        { "greeter_py", "greet py" },
        { "greeter_js", "greet js" },
        { "greeter_net", "greet net" },
        { "greeter_inhost", "greet inhost" },
    };

    [Theory]
    [MemberData(nameof(Greeters))]
    public async Task A_module_answers_reads_the_cluster_and_is_notified(string module, string prefix)
    {
        await using var test = await StartAsync(module);

        Assert.Equal("v1 hello Ada", (await SuccessAsync(test, prefix, ("person", "Ada"))).OutputText);
        Assert.Equal("17", (await SuccessAsync(test, $"{prefix} epoch")).OutputText);

        test.Backend.Publish("osd_map", """{"epoch": 18}""");
        await test.UntilAsync(module, _ => test.CallAsync($"{prefix} seen").Result.OutputText != "0", "notified");
        Assert.Equal("18", (await SuccessAsync(test, $"{prefix} epoch")).OutputText);
    }

    [Theory]
    [MemberData(nameof(Greeters))]
    public async Task A_saved_change_answers_soon(string module, string prefix)
    {
        await using var test = await StartAsync(module);

        Edit(test, module, "v1", "v2");
        await test.UntilAsync(module, _ => test.CallAsync(prefix, ("person", "Ada")).Result.OutputText == "v2 hello Ada", "answering with its new code");
    }

    [Theory]
    [MemberData(nameof(Greeters))]
    public async Task A_broken_change_leaves_the_old_code_answering_and_names_file_and_line(string module, string prefix)
    {
        await using var test = await StartAsync(module);

        Edit(test, module, "v1", "v1'\""); // An unterminated text in each language.
        var status = await test.UntilAsync(module, status => status.ReloadProblem.Length > 0, "refusing its new code");

        Assert.Equal(ModuleState.Running, status.State);
        Assert.Equal("v1 hello Ada", (await SuccessAsync(test, prefix, ("person", "Ada"))).OutputText);
        Assert.Matches(@"(module\.py|index\.js|Greeter\.cs).*\d+", status.ReloadProblem);
        await test.Backend.UntilAsync(backend => backend.Checks.ContainsKey("MGR_MODULE_RELOAD"), "health names the reload", TimeSpan.FromSeconds(10));
        Assert.Contains(module, test.Backend.Checks["MGR_MODULE_RELOAD"].Summary, StringComparison.Ordinal);
        Assert.Contains("the old code answers on", test.Logs(module), StringComparison.Ordinal);
    }

    private static async Task<TestModuleHost> StartAsync(string module)
    {
        var test = await TestModuleHost.StartAsync((plugins, backend) =>
        {
            TestModules.Copy(module, plugins);
            backend.Publish("osd_map", """{"epoch": 17}""");
            backend.Enable(module);
        });
        await test.UntilRunningAsync(module);
        return test;
    }

    private static async Task<CommandResult> SuccessAsync(TestModuleHost test, string prefix, params (string, System.Text.Json.Nodes.JsonNode)[] arguments)
    {
        var result = await test.CallAsync(prefix, arguments);
        Assert.True(result.IsSuccess, $"{result.Code} {result.Status}");
        return result;
    }

    private static void Edit(TestModuleHost test, string module, string from, string to)
    {
        var file = Directory.GetFiles(Path.Combine(test.Plugins, module)).Single(path => Path.GetExtension(path) is ".py" or ".js" or ".cs");
        var text = File.ReadAllText(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        test.WriteFile(module, Path.GetFileName(file), text.Replace(from, to, StringComparison.Ordinal));
    }
}
