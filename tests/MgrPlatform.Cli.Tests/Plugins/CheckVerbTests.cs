using MgrPlatform.Cli.Plugins;
using MgrPlatform.Cli.Scaffold;

namespace MgrPlatform.Cli.Tests.Plugins;

/// <summary>The whole program, on a plugin that <c>module new</c> wrote and somebody then broke.</summary>
public sealed class CheckVerbTests
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("mgrp-").FullName, "hello");

    public CheckVerbTests() => PluginScaffold.Write(_folder, "python", SdkDirectory.Of("python"));

    [Fact]
    public async Task A_plugin_that_runs_is_listed_with_what_it_declares()
    {
        var run = await CheckAsync();

        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Contains("command  hello ", run.Output, StringComparison.Ordinal);
        Assert.Contains("option   greeting (str, default Hello)", run.Output, StringComparison.Ordinal);
        Assert.Contains("notify   osd_map", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_syntax_error_is_told_with_file_and_line()
    {
        await File.AppendAllTextAsync(Path.Combine(_folder, "module.py"), "def broken(:\n", TestContext.Current.CancellationToken);
        var lines = File.ReadLines(Path.Combine(_folder, "module.py")).Count();

        var run = await CheckAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"module.py, line {lines}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_problem_of_a_manifest_is_a_line_of_its_own()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "plugin.json"), """{"name": "hello", "language": "perl", "colour": 1}""", TestContext.Current.CancellationToken);

        var run = await CheckAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("colour: no such field; known are name", run.Error, StringComparison.Ordinal);
        Assert.Contains("language: 'perl' is not one of python, javascript, dotnet", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.Error.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task A_folder_that_anybody_may_write_to_is_refused()
    {
        File.SetUnixFileMode(Path.Combine(_folder, "module.py"), UnixFileMode.UserRead | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);

        var run = await CheckAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("'chmod go-w' it", run.Error, StringComparison.Ordinal);
    }

    private Task<ToolRun> CheckAsync() =>
        ToolRun.RunMgrpAsync(_folder, "module", "check", _folder);
}
