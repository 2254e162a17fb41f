using System.Diagnostics;
using MgrPlatform.TestKit.Processes;

namespace MgrPlatform.Integration.Tests.Kit;

/// <summary>What Debian's packages of Ceph 16.2.15 bring; a machine without them skips, a gate fails.</summary>
internal static class OfficialCeph
{
    public const string Modules = "/usr/share/ceph/mgr";
    public const string Python = "/usr/bin/python3";
    private const string Tool = "/usr/bin/ceph";

    /// <summary><c>ceph daemon SOCKET WORDS…</c></summary>
    public static Task<ToolRun> DaemonAsync(string socket, params string[] words)
    {
        Need(Tool, "ceph-common");
        var info = new ProcessStartInfo(Tool, ["daemon", socket, .. words]);
        info.Environment["CEPH_CONF"] = "/dev/null";
        return ToolRun.RunAsync(info, TestContext.Current.CancellationToken);
    }

    public static void NeedModules() => Need(Modules, "ceph-mgr-modules-core");

    private static void Need(string path, string package)
    {
        if (!Path.Exists(path) && Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail($"CI needs {path}; install {package}");
        }

        Assert.SkipUnless(Path.Exists(path), $"needs {path}; install {package}");
    }
}
