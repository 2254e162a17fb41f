using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MgrPlatform.TestKit.Processes;

namespace MgrPlatform.TestKit.Ceph;

/// <summary>
/// A real Ceph cluster on loopback in a folder of its own, clean when it is handed out. Disposing ends its daemons and deletes the folder;
/// a guard process does so even when the tests' process is killed.
/// </summary>
public sealed class RealCluster : IAsyncDisposable
{
    // A range that nothing else here uses.
    private const int FirstPort = 45000;
    private const int PortCount = 1000;
    private const int Attempts = 3;

    private readonly CephInstallation _installation;
    private readonly string _name;

    private RealCluster(ClusterPlan plan, CephInstallation installation, string name)
    {
        (Plan, _installation, _name) = (plan, installation, name);
        Folder = installation.IsChroot ? $"{installation.Root}/root/{name}" : Path.Combine(Path.GetTempPath(), name);
    }

    public ClusterPlan Plan { get; }

    /// <summary>Where its files are, seen from this machine.</summary>
    public string Folder { get; }

    /// <summary>A configuration for programs of this machine.</summary>
    public string Conf => Path.Combine(Folder, "host.conf");

    public string Keyring => Path.Combine(Folder, "keyring");

    public string Fsid { get; private set; } = "";

    private string FolderInside => _installation.IsChroot ? $"/root/{_name}" : Folder;

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "ceph", name);

    /// <exception cref="InvalidOperationException">It did not start; the message has what was said.</exception>
    public static async Task<RealCluster> StartAsync(ClusterPlan plan, CancellationToken cancellationToken)
    {
        var installation = CephInstallation.Of(plan.Release);
        if (installation.FindObstacle() is { } obstacle)
        {
            throw new InvalidOperationException(obstacle);
        }

        for (var attempt = 1; ; attempt++)
        {
            var cluster = new RealCluster(plan, installation, $"mgrp-ceph-{Guid.NewGuid():N}"[..18]);
            try
            {
                await cluster.UpAsync(cancellationToken);
                return cluster;
            }
            catch (InvalidOperationException) when (attempt < Attempts)
            {
                await cluster.DisposeAsync(); // Most likely somebody took the port between our look and the monitor's.
            }
            catch
            {
                await cluster.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>The official tool of this cluster's release, as client.admin.</summary>
    public Task<CephRun> CephAsync(IEnumerable<string> words, ReadOnlyMemory<byte> input, CancellationToken cancellationToken) =>
        CephRun.RunAsync(Inside("ceph", words), input, cancellationToken);

    /// <inheritdoc cref="CephAsync(IEnumerable{string}, ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task<CephRun> CephAsync(string words, CancellationToken cancellationToken) =>
        CephAsync(words.Split(' '), default, cancellationToken);

    /// <summary>The official tool, which must succeed.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> AskAsync(string words, CancellationToken cancellationToken)
    {
        var run = await CephAsync(words, cancellationToken);
        return run.ExitCode == 0 ? run.Text : throw new InvalidOperationException($"ceph {words}: {run.Everything}");
    }

    /// <summary>Any program of this cluster's release, with the cluster's configuration.</summary>
    public ProcessStartInfo Inside(string program, IEnumerable<string> arguments)
    {
        if (_installation.IsChroot)
        {
            return new ProcessStartInfo(
                "chroot", [_installation.Root, "env", $"CEPH_CONF={FolderInside}/ceph.conf", program, .. arguments]);
        }

        var info = new ProcessStartInfo(program, arguments);
        info.Environment["CEPH_CONF"] = Path.Combine(Folder, "ceph.conf");
        return info;
    }

    /// <summary>A file's path as the cluster's own programs know it.</summary>
    /// <param name="name">Of a file in <see cref="Folder"/>.</param>
    public string PathInside(string name) => $"{FolderInside}/{name}";

    /// <summary>
    /// Writes one more configuration into the folder: the cluster's, and these lines of <c>[global]</c> in front of what they repeat.
    /// </summary>
    /// <returns>Its path, for programs of this machine.</returns>
    public async Task<string> WriteConfAsync(string name, string lines, CancellationToken cancellationToken)
    {
        var text = (await File.ReadAllTextAsync(Path.Combine(Folder, "ceph.conf"), cancellationToken))
            .Replace(FolderInside, Folder, StringComparison.Ordinal);
        var path = Path.Combine(Folder, name);
        await File.WriteAllTextAsync(path, text.Replace("[mon]\n", $"{lines}\n[mon]\n", StringComparison.Ordinal), cancellationToken);
        return path;
    }

    /// <summary>Ends one daemon (<c>osd.1</c>) as a crash would, and waits until it is gone.</summary>
    public async Task KillAsync(string daemon, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Folder, $"{daemon}.pid");
        using var process = Process.GetProcessById(
            int.Parse(await File.ReadAllTextAsync(file, cancellationToken), CultureInfo.InvariantCulture));
        process.Kill();
        await process.WaitForExitAsync(cancellationToken);
        File.Delete(file);
    }

    /// <summary>Starts a daemon (<c>osd.1</c>) that ran before.</summary>
    public async Task StartDaemonAsync(string daemon, CancellationToken cancellationToken)
    {
        var (type, id) = (daemon.Split('.')[0], daemon.Split('.')[1]);
        string[] key = type == "mon" ? [] : ["-k", PathInside($"{daemon}/keyring")];
        var run = await CephRun.RunAsync(Inside($"ceph-{type}", ["-i", id, .. key]), default, cancellationToken);
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"{daemon} does not start: {run.Everything}");
        }
    }

    /// <summary>
    /// Waits until all OSDs are up, all placement groups clean, the manager available and the file system active, as far as there are any.
    /// </summary>
    public Task UntilCleanAsync(CancellationToken cancellationToken) =>
        Eventually.SeeAsync(() => AskAsync("status -f json", cancellationToken), IsClean, "the cluster is clean", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Folder))
        {
            await ToolRun.RunAsync(new ProcessStartInfo("/bin/bash", [Script("real-cluster.sh"), "down", Folder]), CancellationToken.None);
            Directory.Delete(Folder, recursive: true);
        }
    }

    private async Task UpAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        StartGuard();
        string[] where = _installation.IsChroot
            ? [Script("other-release.sh"), "up", _installation.Root, _name]
            : [Script("real-cluster.sh"), "up", Folder];
        var port = FreePorts.InARow(2 * Plan.Monitors, FirstPort, PortCount, step: 2);
        var info = new ProcessStartInfo("/bin/bash", [.. where, $"{port}", $"{Plan.Osds}"]);
        info.Environment["MONS"] = $"{Plan.Monitors}";
        info.Environment["AUTH"] = Plan.HasCephx ? "cephx" : "none";
        info.Environment["MS_MODE"] = Plan.Mode;
        info.Environment["MGR_MODULE_PATH"] = Plan.ModulePath;
        info.Environment["GLOBAL_LINES"] = Plan.Options;
        info.Environment["NO_MGR"] = Plan.HasManager ? "" : "1";
        info.Environment["NO_MDS"] = Plan.HasFileSystem ? "" : "1";
        var run = await ToolRun.RunAsync(info, cancellationToken);
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"no cluster {Plan}: {run.Everything}");
        }

        await WriteConfAsync("host.conf", "", cancellationToken);
        Fsid = (await AskAsync("fsid", cancellationToken)).Trim();
        await UntilCleanAsync(cancellationToken);
    }

    /// <summary>Detached from our streams, so that nobody waits for it.</summary>
    private void StartGuard()
    {
        string[] words = [Script("real-cluster.sh"), Folder, $"{Environment.ProcessId}"];
        using var starter = Process.Start(
            "/bin/bash", ["-c", "setsid /bin/bash \"$0\" guard \"$1\" \"$2\" >/dev/null 2>&1 </dev/null &", .. words]);
        starter.WaitForExit();
    }

    private bool IsClean(string status)
    {
        var json = JsonDocument.Parse(status).RootElement;
        if (json.GetProperty("quorum").GetArrayLength() != Plan.Monitors)
        {
            return false;
        }

        if (!Plan.HasManager)
        {
            return true;
        }

        var placement = json.GetProperty("pgmap");
        var states = placement.GetProperty("pgs_by_state")
            .EnumerateArray()
            .Select(static state => state.GetProperty("state_name").GetString());
        return json.GetProperty("mgrmap").GetProperty("available").GetBoolean()
            && json.GetProperty("osdmap").GetProperty("num_up_osds").GetInt32() == Plan.Osds
            && placement.GetProperty("num_pgs").GetInt32() >= (Plan.HasFileSystem ? 16 : 0)
            && states.All(static state => state == "active+clean")
            && (!Plan.HasFileSystem || json.GetProperty("fsmap").GetProperty("by_rank").EnumerateArray()
                .Any(static rank => rank.GetProperty("status").GetString() == "up:active"));
    }
}
