using MgrPlatform.Integration.Tests.Kit;
using MgrPlatform.Modules.Lifecycle;

namespace MgrPlatform.Integration.Tests.Start;

/// <summary>A newcomer's first minute: the three bundled modules, and what is left of them without an interpreter.</summary>
public sealed class BundledModulesTests
{
    [Fact]
    public async Task The_bundled_modules_run_and_answer()
    {
        await using var cluster = await TestCluster.StartAsync();

        Assert.Equal(
            ["fsstatus python Running", "rest dotnet Running", "webhook javascript Running"],
            cluster.Dev.Host.Modules.Select(module => $"{module.Name} {module.Kind} {module.State}"));
        await AssertAnswersAsync(cluster, "fs status", "webhook ls", "auth_key_list", "status", "osd tree");
    }

    [Fact]
    public async Task Without_node_the_JavaScript_module_says_why_and_all_else_works()
    {
        await using var cluster = await TestCluster.StartAsync(options => options with { Node = "/nowhere/node" });

        await AssertUnsupportedAsync(cluster, "webhook", "/nowhere/node", "Node");
        await AssertAnswersAsync(cluster, "fs status", "auth_key_list", "status");
    }

    [Fact]
    public async Task Without_python_the_Python_module_says_why_and_all_else_works()
    {
        await using var cluster = await TestCluster.StartAsync(options => options with { Python = "/nowhere/python3" });

        await AssertUnsupportedAsync(cluster, "fsstatus", "/nowhere/python3", "Python");
        await AssertAnswersAsync(cluster, "webhook ls", "auth_key_list", "status");
    }

    private static async Task AssertAnswersAsync(TestCluster cluster, params string[] commands)
    {
        foreach (var words in commands)
        {
            await cluster.AskAsync(words);
        }
    }

    private static async Task AssertUnsupportedAsync(TestCluster cluster, string module, string path, string language)
    {
        var status = cluster.Module(module);
        Assert.Equal(ModuleState.Unsupported, status.State);
        Assert.Contains($"{path} is not installed; install {language}", status.Reason, StringComparison.Ordinal);
        var row = await cluster.RowAsync(module);
        Assert.Contains("unsupported", row, StringComparison.Ordinal);
        Assert.Contains(path, row, StringComparison.Ordinal);
        Assert.DoesNotContain(module, await cluster.AskAsync("health detail"), StringComparison.Ordinal); // No fault of the cluster.
    }
}
