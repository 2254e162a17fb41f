using MgrPlatform.TestKit.Hosting;

namespace MgrPlatform.Modules.Tests.Host;

public sealed class MissingModuleTests
{
    [Fact]
    public async Task A_module_of_another_manager_is_no_error_where_the_host_is_told_to_skip_what_it_lacks_and_runs_once_it_is_there()
    {
        await using var test = await TestModuleHost.StartAsync(
            static (_, backend) => backend.Enable("greeter_py"), static options => options with { SkipsMissing = true });
        await test.Host.WhenSettledAsync(TestContext.Current.CancellationToken);

        Assert.Empty(test.Host.Modules);
        Assert.Empty(test.Backend.Checks);
        TestModules.Copy("greeter_py", test.Plugins);
        await test.UntilRunningAsync("greeter_py");

        Assert.Contains("hello", (await test.CallAsync("greet py")).OutputText, StringComparison.Ordinal);
    }
}
