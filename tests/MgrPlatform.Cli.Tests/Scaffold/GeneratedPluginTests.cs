using MgrPlatform.Cli.Plugins;
using MgrPlatform.Cli.Scaffold;

namespace MgrPlatform.Cli.Tests.Scaffold;

/// <summary>What <c>module new</c> writes works as it is, each language's own test runner says.</summary>
public sealed class GeneratedPluginTests
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("mgrp-").FullName, "tape_robot");

    [Fact]
    public async Task The_python_tests_pass()
    {
        PluginScaffold.Write(_folder, "python", SdkDirectory.Of("python"));

        var run = await ToolRun.RunAsync(_folder, "python3", "-m", "unittest");

        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Contains("Ran 2 tests", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_javascript_tests_pass()
    {
        PluginScaffold.Write(_folder, "javascript", SdkDirectory.Of("javascript"));

        var run = await ToolRun.RunAsync(_folder, "node", "--test");

        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Contains("pass 2", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("tier", "slow")]
    public async Task The_dotnet_plugin_and_its_tests_build()
    {
        PluginScaffold.Write(_folder, "dotnet", SdkDirectory.Of("dotnet"));

        var run = await ToolRun.RunAsync(_folder, "dotnet", "build", "tests", "-v", "q", "--nologo");

        Assert.True(run.ExitCode == 0, run.Everything);
    }
}
