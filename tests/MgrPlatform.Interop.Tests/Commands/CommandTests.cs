using System.Diagnostics;
using System.Text.Json;
using MgrPlatform.Interop.Tests.Clusters;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Commands;

/// <summary>
/// Every command of <c>tests/assets/commands/table.txt</c> with the official tool of each release, on our monitors and on as many of
/// Ceph's: the same exit codes, texts, and keys of JSON.
/// </summary>
[Trait("tier", "foreign")]
public abstract class CommandTests(int monitors, ClusterPair clusters)
{
    // What daemons report as they go, and who is in the quorum: one cluster writes a journal or votes in the moment in which it is asked, the
    // other has done so. Both are asked again, and show the same within so many times. Only words that change nothing.
    private const int AskAgain = 30;
    private static readonly string[] OfTheMoment =
    [
        "status", "-s", "health", "df", "osd df", "osd perf", "osd pool stats", "pg stat", "pg dump", "service dump", "service status",
        "mon metadata", "mon versions", "mon stat", "mon count-metadata", "quorum_status", "versions", "node ls", "mgr stat", "mgr dump",
        "mgr metadata", "mgr versions", "mgr services", "time-sync-status", "osd dump", "osd tree", "osd metadata", "fs dump", "fs status",
        "mds stat", "mds metadata",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CephRelease.Pacific)]
    [InlineData(CephRelease.Reef)]
    [InlineData(CephRelease.Tentacle)]
    public Task The_tool_finds_the_same_on_our_monitors_as_on_cephs(CephRelease release) => WithAsync(release, async tool =>
    {
        var (theirs, ours) = (clusters.Theirs.Folder, clusters.Ours.Folder);
        var (theirCalls, ourCalls) = (Calls(theirs), Calls(ours));

        var both = await Task.WhenAll(
            ToolBatch.RunAsync(tool, ClusterPair.Conf(theirs), [.. theirCalls.Select(static call => call.Words)], Token),
            ToolBatch.RunAsync(tool, ClusterPair.Conf(ours), [.. ourCalls.Select(static call => call.Words)], Token));

        List<string> differences = [];
        for (var i = 0; i < ourCalls.Count; i++)
        {
            var isCodeAlone = ourCalls[i].IsCodeAlone;
            var difference = Difference(both[0][i], theirs, both[1][i], ours, isCodeAlone);
            for (var again = 0; difference is not null && IsOfTheMoment(ourCalls[i].Words) && again < AskAgain; again++)
            {
                var now = await Task.WhenAll(
                    ToolBatch.RunAsync(tool, ClusterPair.Conf(theirs), [theirCalls[i].Words], Token),
                    ToolBatch.RunAsync(tool, ClusterPair.Conf(ours), [ourCalls[i].Words], Token));
                difference = Difference(now[0][0], theirs, now[1][0], ours, isCodeAlone);
            }

            if (difference is not null)
            {
                differences.Add($"ceph {string.Join(' ', ourCalls[i].Words)}: {difference}");
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {ourCalls.Count} calls:\n{string.Join('\n', differences)}");
    });

    [Theory]
    [InlineData(CephRelease.Pacific)]
    [InlineData(CephRelease.Reef)]
    [InlineData(CephRelease.Tentacle)]
    public Task Librados_finds_the_same_on_our_monitors_as_on_cephs(CephRelease release) => WithAsync(release, async tool =>
    {
        var program = await File.ReadAllTextAsync(ToolBatch.Asset("librados.py"), Token);

        var theirs = await ToolBatch.PythonAsync(tool, program, [ClusterPair.Conf(clusters.Theirs.Folder)], default, Token);
        var ours = await ToolBatch.PythonAsync(tool, program, [ClusterPair.Conf(clusters.Ours.Folder)], default, Token);

        Assert.True(ours.ExitCode == 0 && theirs.ExitCode == 0, ours.Everything + theirs.Everything);
        Assert.Equal(
            theirs.Text.Replace(clusters.Theirs.Fsid, "FSID", StringComparison.Ordinal),
            ours.Text.Replace(clusters.Ours.Fsid, "FSID", StringComparison.Ordinal));
    });

    [Theory]
    [InlineData(CephRelease.Pacific)]
    [InlineData(CephRelease.Reef)]
    [InlineData(CephRelease.Tentacle)]
    public Task The_tool_that_watches_is_shown_what_is_logged(CephRelease release) => WithAsync(release, async tool =>
    {
        var conf = ClusterPair.Conf(clusters.Ours.Folder);
        string[] words = ["stdbuf", "-oL", "/usr/bin/ceph", "-c", conf, "-w"];
        var info = tool.IsChroot ? new ProcessStartInfo("chroot", [tool.Root, .. words]) : new ProcessStartInfo(words[0], words[1..]);
        info.RedirectStandardOutput = true;
        info.Environment["PYTHONUNBUFFERED"] = "1";
        using var watcher = Process.Start(info)!;
        try
        {
            var isShown = ReadUntilAsync(watcher.StandardOutput, "seen by whoever watches");
            await Eventually.SeeAsync(
                async () =>
                {
                    await clusters.Ours.AskAsync("log", "seen by whoever watches");
                    return isShown.IsCompleted;
                },
                static isSeen => isSeen,
                "the line is shown",
                Token);
            Assert.True(await isShown);
        }
        finally
        {
            watcher.Kill(entireProcessTree: true);
            await watcher.WaitForExitAsync(CancellationToken.None);
        }
    });

    private async Task WithAsync(CephRelease release, Func<CephInstallation, Task> test)
    {
        ClusterFixture.Need(release);
        await clusters.StartAsync();
        var tool = CephInstallation.Of(release);
        await clusters.CopyIntoAsync(tool);
        try
        {
            await test(tool);
        }
        finally
        {
            clusters.RemoveFrom(tool);
        }
    }

    private static bool IsOfTheMoment(IReadOnlyList<string> words) =>
        OfTheMoment.Any(line => $"{string.Join(' ', words)} ".StartsWith($"{line} ", StringComparison.Ordinal));

    private List<(IReadOnlyList<string> Words, bool IsCodeAlone)> Calls(string folder) =>
    [
        .. TableLine.Read(ToolBatch.Asset("table.txt"), Path.Combine(folder, ClusterPair.ToolFolder))
            .Where(line => line.LeastMonitors <= monitors)
            .SelectMany(static line => line.Calls()),
    ];

    private static string? Difference(CephRun theirs, string theirFolder, CephRun ours, string ourFolder, bool isCodeAlone)
    {
        if (theirs.ExitCode != ours.ExitCode)
        {
            return $"theirs {theirs.Everything}\nours {ours.Everything}";
        }

        if (isCodeAlone)
        {
            return null;
        }

        var isBoth = TryParse(theirs.Text, out var left) & TryParse(ours.Text, out var right);
        var inError = Alike.FindInText(Alike.Text(theirs.Error, theirFolder), Alike.Text(ours.Error, ourFolder));
        var found = isBoth
            ? Alike.FindInJson(left, right) ?? (theirs.Text[^1] == ours.Text[^1] ? null : "one ends its line, the other does not")
            : Alike.FindInText(Alike.Text(theirs.Text, theirFolder), Alike.Text(ours.Text, ourFolder));
        return inError is null && found is null ? null
            : $"{(inError is null ? "" : "stderr " + inError)}{(found is null ? "" : (isBoth ? "JSON " : "stdout ") + found)}";
    }

    private static bool TryParse(string text, out JsonElement element)
    {
        element = default;
        try
        {
            element = JsonDocument.Parse(text).RootElement;
            return element.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task<bool> ReadUntilAsync(StreamReader reader, string wanted)
    {
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            if (line.Contains(wanted, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
