using System.Diagnostics;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Monitors;

/// <summary>
/// Ceph's own OSDs and metadata servers beside our monitors. OSDs keep their data in memory: what a killed one had is lost.
/// </summary>
internal sealed partial class OurMonitors
{
    /// <summary>Makes an OSD and starts it; its number is the next free one.</summary>
    public async Task<Process> MakeOsdAsync(int id)
    {
        var uuid = Guid.NewGuid().ToString();
        Assert.Equal($"{id}\n", await AskAsync("osd", "new", uuid));
        var folder = Directory.CreateDirectory(Path.Combine(Folder, $"osd.{id}")).FullName;
        var keyring = Path.Combine(folder, "keyring");
        await AskAsync(
            "auth", "get-or-create", $"osd.{id}", "mon", "allow profile osd", "mgr", "allow profile osd", "osd", "allow *", "-o", keyring);
        var mkfs = await CephRun.RunAsync(
            new ProcessStartInfo("ceph-osd", ["-i", $"{id}", "--mkfs", "--osd-uuid", uuid, "-c", Conf, "-k", keyring]), default, Token);
        Assert.True(mkfs.ExitCode == 0, $"{mkfs.Everything}\n{Log}");
        return StartOsd(id);
    }

    public Process StartOsd(int id)
    {
        var process = _log.Start(
            new ProcessStartInfo("ceph-osd", ["-f", "-i", $"{id}", "-c", Conf, "-k", Path.Combine(Folder, $"osd.{id}", "keyring")]),
            $"osd.{id}");
        _others.Add(process);
        return process;
    }

    public async Task<Process> StartMdsAsync(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, $"mds.{name}")).FullName;
        var keyring = Path.Combine(folder, "keyring");
        await AskAsync(
            "auth", "get-or-create", $"mds.{name}", "mon", "profile mds", "osd", "allow *", "mds", "allow", "mgr", "profile mds", "-o",
            keyring);
        var process = _log.Start(new ProcessStartInfo("ceph-mds", ["-f", "-i", name, "-c", Conf, "-k", keyring]), $"mds.{name}");
        _others.Add(process);
        return process;
    }

    /// <summary>The tool <c>rados</c>, which must succeed.</summary>
    public async Task<string> RadosAsync(params string[] words)
    {
        var run = await CephRun.RunAsync(new ProcessStartInfo("timeout", ["120", "rados", "-c", Conf, .. words]), default, Token);
        Assert.True(run.ExitCode == 0, $"rados {string.Join(' ', words)}: {run.Everything}\n{Log}");
        return run.Text;
    }

    public Task UntilAsync(Func<string, bool> isRight, string what, params string[] words) =>
        Eventually.SeeAsync(() => AskAsync(words), isRight, what, Token);
}
