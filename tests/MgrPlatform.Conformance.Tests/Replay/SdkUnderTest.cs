namespace MgrPlatform.Conformance.Tests.Replay;

/// <summary>One SDK: how its runner is started, and where its conformance modules are.</summary>
/// <param name="Language">What its <c>hello</c> says.</param>
/// <param name="Interpreter">The program that must be there.</param>
/// <param name="Runner">The interpreter's argument.</param>
/// <param name="FolderOf">The folder of a conformance module.</param>
/// <param name="EntryOf">The file that a manifest would name, or null.</param>
internal sealed record SdkUnderTest(
    string Language, string Interpreter, string Runner, Func<string, string> FolderOf, Func<string, string?> EntryOf)
{
    public static IReadOnlyList<SdkUnderTest> All { get; } =
    [
        new("javascript", "node", InSdk("javascript", "runner.mjs"), plugin => InSdk("javascript", plugin), static _ => null),
        new("python", "python3", InSdk("python", "mgrp_runner.py"), plugin => InSdk("python", plugin), static _ => null),
        new("dotnet", "dotnet", Path.Combine(Repository.OutputOf("MgrPlatform.PluginSdk.Runner"), "MgrPlatform.PluginSdk.Runner.dll"),
            Repository.OutputOf, static plugin => plugin + ".dll"),
    ];

    public static SdkUnderTest Of(string language) => All.Single(sdk => sdk.Language == language);

    /// <summary>The interpreter's full path. Without one the test is skipped; in CI, where it must be there, it fails.</summary>
    public string RequireInterpreter()
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, Interpreter)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null && Environment.GetEnvironmentVariable("CI") != "true", $"there is no {Interpreter} on this machine's PATH");
        return found ?? throw new Xunit.Sdk.XunitException($"there is no {Interpreter} on PATH, and this is CI: install it");
    }

    private static string InSdk(string language, string name) => Path.Combine(Repository.Root, "plugin-sdk", language, name);
}
