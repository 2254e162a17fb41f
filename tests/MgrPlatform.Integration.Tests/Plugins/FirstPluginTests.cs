using MgrPlatform.Integration.Tests.Kit;

namespace MgrPlatform.Integration.Tests.Plugins;

/// <summary>An author's first five minutes in each language: scaffold, enable, edit, break, mend.</summary>
public sealed class FirstPluginTests
{
    private const string Hello = "Hello, world! 3 of 3 OSDs are up.\n";

    [Theory]
    [InlineData("python", "module.py")]
    [InlineData("javascript", "index.mjs")]
    [InlineData("dotnet", "HelloModule.cs")]
    public async Task A_new_plugin_answers_a_saved_change_answers_and_a_broken_one_is_told(string language, string file)
    {
        await using var cluster = await TestCluster.StartAsync();
        var made = await Mgrp.RunAsync(cluster.Plugins, "module", "new", "hello", "--lang", language);
        Assert.True(made.ExitCode == 0, made.Everything);
        await cluster.UntilTextAsync("mgr module ls", "\"hello\"");

        await cluster.EnableAsync("hello");
        Assert.Equal(Hello, await cluster.AskAsync("hello"));

        cluster.Edit("hello", file, "Hello", "Salve");
        await cluster.UntilTextAsync("hello", "Salve, world!");

        var good = await File.ReadAllTextAsync(Path.Combine(cluster.Plugins, "hello", file), TestContext.Current.CancellationToken);
        cluster.Edit("hello", file, "OSDs are up", "OSDs are up\"'`");
        await cluster.UntilAsync("hello", status => status.ReloadProblem.Length > 0, "refusing its new code");

        Assert.StartsWith("Salve, world! 3 of 3 OSDs are up.", await cluster.AskAsync("hello"), StringComparison.Ordinal);
        var place = $@"{file.Replace(".", @"\.", StringComparison.Ordinal)}\D{{1,20}}\d+";
        Assert.Matches($"hello .*not reloaded: .*{place}", await cluster.AskAsync("module ls"));
        Assert.Matches(place, await cluster.AskAsync("module logs hello"));
        var health = await cluster.UntilTextAsync("health detail", "MGR_MODULE_RELOAD");
        Assert.Matches($"Module 'hello' .*{place}", health.OutputText);

        cluster.WriteFile("hello", file, good.Replace("Salve", "Ave", StringComparison.Ordinal));
        await cluster.UntilTextAsync("hello", "Ave, world!");
        await cluster.UntilNotTextAsync("health detail", "MGR_MODULE_RELOAD");
    }
}
