using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Commands;

/// <summary>The official tool of a release, called many times without starting its interpreter each time.</summary>
internal static class ToolBatch
{
    // One run has to end within a limit that is meant for one call.
    private const int CallsInOne = 25;

    public static string Asset(string name) => Path.Combine(AppContext.BaseDirectory, "commands", name);

    public static async Task<IReadOnlyList<CephRun>> RunAsync(
        CephInstallation tool, string conf, IReadOnlyList<IReadOnlyList<string>> calls, CancellationToken cancellationToken)
    {
        var program = await File.ReadAllTextAsync(Asset("many.py"), cancellationToken);
        List<CephRun> runs = [];
        foreach (var some in calls.Chunk(CallsInOne))
        {
            var input = string.Concat(some.Select(words =>
                JsonSerializer.Serialize<string[]>(["-c", conf, "--connect-timeout", "60", .. words]) + "\n"));
            var run = await PythonAsync(tool, program, [], Encoding.UTF8.GetBytes(input), cancellationToken);
            var lines = run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(run.ExitCode == 0 && lines.Length == some.Length, run.Everything);
            runs.AddRange(lines.Select(static line => JsonDocument.Parse(line).RootElement).Select(static line => new CephRun(
                line.GetProperty("code").GetInt32(), line.GetProperty("out").GetBytesFromBase64(),
                Encoding.UTF8.GetString(line.GetProperty("err").GetBytesFromBase64()))));
        }

        return runs;
    }

    public static Task<CephRun> PythonAsync(
        CephInstallation tool,
        string program,
        IEnumerable<string> arguments,
        ReadOnlyMemory<byte> input,
        CancellationToken cancellationToken)
    {
        string[] words = ["/usr/bin/python3", "-c", program, .. arguments];
        return CephRun.RunAsync(
            tool.IsChroot ? new ProcessStartInfo("chroot", [tool.Root, .. words]) : new ProcessStartInfo(words[0], words[1..]), input,
            cancellationToken);
    }
}
