using System.Diagnostics;
using MgrPlatform.Cli.Plugins;
using MgrPlatform.Cli.Scaffold;

namespace MgrPlatform.Cli.Tests.Plugins;

/// <summary>The loop of an author: type a command, save a change, make a mistake.</summary>
public sealed class ModuleDevVerbTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("mgrp-").FullName, "hello");
    private readonly Process _dev;

    public ModuleDevVerbTests()
    {
        PluginScaffold.Write(_folder, "python", SdkDirectory.Of("python"));
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "mgrp.dll"), "module", "dev", _folder];
        _dev = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    public void Dispose()
    {
        if (!_dev.HasExited)
        {
            _dev.Kill(entireProcessTree: true);
            _dev.WaitForExit();
        }

        _dev.Dispose();
    }

    [Fact]
    public async Task A_saved_change_answers_and_a_mistake_is_told_while_the_old_code_goes_on()
    {
        var module = Path.Combine(_folder, "module.py");
        var code = await File.ReadAllTextAsync(module, TestContext.Current.CancellationToken);
        await UntilAsync("READY");
        await _dev.StandardInput.WriteLineAsync("hello Ada".AsMemory(), TestContext.Current.CancellationToken);
        await UntilAsync("Hello, Ada!");

        await File.WriteAllTextAsync(module, code.Replace("{greeting}, ", "{greeting} again, ", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await UntilAsync("module hello: reloaded");
        await _dev.StandardInput.WriteLineAsync("hello Bob".AsMemory(), TestContext.Current.CancellationToken);
        await UntilAsync("Hello again, Bob!");

        await File.WriteAllTextAsync(module, code + "def broken(:\n", TestContext.Current.CancellationToken);
        await UntilAsync("module hello: not reloaded: SyntaxError");
        await _dev.StandardInput.WriteLineAsync("hello Eve".AsMemory(), TestContext.Current.CancellationToken);
        await UntilAsync("Hello again, Eve!");
    }

    private async Task UntilAsync(string text)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        List<string> seen = [];
        while (await _dev.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            seen.Add(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"it ended before '{text}':\n{string.Join('\n', seen)}");
    }
}
