using System.Diagnostics;
using MgrPlatform.Conformance.Tests.Replay;

namespace MgrPlatform.Conformance.Tests;

/// <summary>The SDKs and the bundled plugins have tests in their own languages; here they are part of <c>dotnet test</c>.</summary>
public sealed class OwnTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static TheoryData<string, string> Folders
    {
        get
        {
            var folders = new TheoryData<string, string>();
            foreach (var top in (string[])["plugin-sdk", "plugins"])
            {
                foreach (var folder in Directory.EnumerateDirectories(Path.Combine(Repository.Root, top), "test*", SearchOption.AllDirectories))
                {
                    if (Files(folder, "test_*.py").Length > 0)
                    {
                        folders.Add("python", Path.GetRelativePath(Repository.Root, folder));
                    }

                    if (Files(folder, "*.test.*js").Length > 0)
                    {
                        folders.Add("javascript", Path.GetRelativePath(Repository.Root, folder));
                    }
                }
            }

            return folders;
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task The_tests_of_the_folder_pass(string language, string folder)
    {
        var interpreter = SdkUnderTest.Of(language).RequireInterpreter();
        var whole = Path.Combine(Repository.Root, folder);
        string[] arguments = language == "python"
            ? ["-m", "unittest", "discover", "-s", whole]
            : ["--test", .. Files(whole, "*.test.*js")];
        var start = new ProcessStartInfo(interpreter, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = whole };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var tests = Process.Start(start) ?? throw new InvalidOperationException($"{interpreter} did not start");
        try
        {
            var output = tests.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = tests.StandardError.ReadToEndAsync(limit.Token);
            await tests.WaitForExitAsync(limit.Token);

            Assert.True(tests.ExitCode == 0, $"{await output}\n{await errors}");
        }
        finally
        {
            if (!tests.HasExited)
            {
                tests.Kill(entireProcessTree: true);
            }
        }
    }

    private static string[] Files(string folder, string pattern) => [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)];
}
