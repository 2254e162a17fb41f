using System.Diagnostics;
using MgrPlatform.CephTool.Words;
using MgrPlatform.Cli.Completion;

namespace MgrPlatform.Cli.Tests.Completion;

public sealed class CompletionVerbTests
{
    [Theory]
    [InlineData("", "ceph completion dev mgr module mon")]
    [InlineData("mod", "module")]
    [InlineData("module ", "check dev new")]
    [InlineData("module new x --lang ", "dotnet javascript python")]
    [InlineData("completion ", "bash fish zsh")]
    [InlineData("module new x --d", "--dir")]
    public async Task Verbs_options_and_their_values_are_offered(string typed, string offered)
    {
        var output = new StringWriter();

        await CompletionVerb.CompleteAsync(["--", .. typed.Split(' ')], output, CancellationToken.None);

        var words = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(offered, string.Join(' ', words.Where(word => typed.Contains("--d", StringComparison.Ordinal) || word[0] != '-')));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void Each_shell_has_a_script_that_asks_mgrp(string shell)
    {
        Assert.Contains(CephCompletion.Hidden, CompletionVerb.ReadScript(shell), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bash_script_completes_in_bash()
    {
        var folder = Directory.CreateTempSubdirectory("mgrp-").FullName;
        var fake = Path.Combine(folder, "mgrp");
        await File.WriteAllTextAsync(fake, "#!/bin/sh\nshift 2\nprintf '%s\\n' \"got-$*\" second\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(fake, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var script = $"{CompletionVerb.ReadScript("bash")}\nCOMP_WORDS=({fake} ceph fs st); COMP_CWORD=3; _mgrp; printf '%s\\n' \"${{COMPREPLY[@]}}\"";

        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true })!;
        var printed = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal("got-ceph fs st\nsecond\n", printed);
    }
}
