using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace MgrPlatform.Modules.Tests.Commands;

/// <summary>Asks the installed official tool's code how it would bind words.</summary>
internal static class OfficialTool
{
    private const string Python = "/usr/bin/python3";
    private const string Library = "/usr/lib/python3/dist-packages/ceph_argparse.py";

    /// <summary>Skips the calling test where Ceph's tool is not installed; where CI runs it must be.</summary>
    internal static void Require()
    {
        var isInstalled = File.Exists(Python) && File.Exists(Library);
        if (!isInstalled && Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail($"CI needs {Python} and {Library}; install ceph-common");
        }

        Assert.SkipUnless(isInstalled, $"needs {Python} and {Library}; install ceph-common");
    }

    internal static async Task<JsonObject> BindAsync(JsonObject descriptions, JsonArray cases, [CallerFilePath] string here = "")
    {
        var start = new ProcessStartInfo(Python)
        {
            ArgumentList = { Path.Combine(Path.GetDirectoryName(here)!, "official_binding.py") },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(
                new JsonObject { ["descriptions"] = descriptions, ["cases"] = cases }.ToJsonString().AsMemory(), limit.Token);
            process.StandardInput.Close();
            var answer = await output;
            Assert.True(answer.Length > 0, await errors);
            return JsonNode.Parse(answer)!.AsObject();
        }
        finally
        {
            process.Kill();
        }
    }
}
