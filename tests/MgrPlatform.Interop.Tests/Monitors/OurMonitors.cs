using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;
using MgrPlatform.TestKit.Processes;

namespace MgrPlatform.Interop.Tests.Monitors;

/// <summary>
/// A cluster of our monitors, each a process of <c>mgrp mon run</c>, and whatever of Ceph a test starts beside them. Disposing ends all of
/// it and deletes the folder.
/// </summary>
internal sealed partial class OurMonitors : IAsyncDisposable
{
    private const int FirstPort = 46300;
    private const int PortCount = 600;

    private static readonly string Assembly = typeof(OurMonitors).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static attribute => attribute.Key == "MgrpAssembly").Value!;

    private readonly SortedDictionary<string, Process> _monitors = new(StringComparer.Ordinal);
    private readonly List<Process> _others = [];
    private readonly ProcessLog _log = new(linesKept: 500);
    private readonly string[] _settings;

    private OurMonitors(int count, string[] settings)
    {
        _settings = settings;
        Folder = Directory.CreateTempSubdirectory("mgrp-mons-").FullName;
        var first = FreePorts.InARow(count, FirstPort, PortCount);
        Names = [.. Enumerable.Range(0, count).Select(static i => ((char)('a' + i)).ToString())];
        Addresses = [.. Enumerable.Range(first, count).Select(static port => $"127.0.0.1:{port}")];
    }

    public string Folder { get; }

    public string Conf => Path.Combine(Folder, "ceph.conf");

    public IReadOnlyList<string> Names { get; }

    public IReadOnlyList<string> Addresses { get; }

    public string Fsid { get; } = Guid.NewGuid().ToString();

    public string Log => _log.ToString();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="cipher">Pacific's tools and daemons know <c>aes</c> alone.</param>
    /// <param name="settings">For <c>--option</c>.</param>
    public static Task<OurMonitors> StartAsync(int count, string cipher = "aes", params string[] settings) =>
        StartAsync(count, cipher, CephRelease.Pacific, settings);

    /// <param name="tool">
    /// Pacific's tool waits for the quorum, unless it cannot read the keys: then a later one's user waits itself.
    /// </param>
    public static async Task<OurMonitors> StartAsync(int count, string cipher, CephRelease tool, params string[] settings)
    {
        var cluster = new OurMonitors(count, settings);
        foreach (var name in cluster.Names)
        {
            var run = await cluster.MkfsAsync(name, cipher);
            Assert.True(run.ExitCode == 0, run.Everything);
        }

        await File.WriteAllTextAsync(cluster.Conf, cluster.ConfText(), Token);
        foreach (var name in cluster.Names)
        {
            cluster.StartMonitor(name);
        }

        if (tool == CephRelease.Pacific)
        {
            await cluster.UntilQuorumAsync(count);
        }

        return cluster;
    }

    /// <summary>Configuration and keyring under the same path in a chroot.</summary>
    public async Task CopyIntoAsync(string root)
    {
        Directory.CreateDirectory(root + Folder);
        foreach (var file in (string[])["ceph.conf", "keyring"])
        {
            await File.WriteAllBytesAsync(
                Path.Join(root, Folder, file), await File.ReadAllBytesAsync(Path.Combine(Folder, file), Token), Token);
        }
    }

    public Task<CephRun> MkfsAsync(string name, string cipher = "aes")
    {
        var mons = Names.Zip(Addresses).SelectMany(static pair => (string[])["--mon", $"{pair.First}={pair.Second}"]);
        return CephRun.RunAsync(
            new ProcessStartInfo("dotnet", [
                Assembly, "mon", "mkfs", "--id", name, "--data", Path.Combine(Folder, name), "--fsid", Fsid, .. mons,
                "--keyring", Path.Combine(Folder, "keyring"), "--cipher", cipher,
            ]),
            default, Token);
    }

    public void StartMonitor(string name)
    {
        string[] settings = [.. ((string[])["mon_data_avail_warn=0", "mon_data_avail_crit=0", .. _settings])
            .SelectMany(static setting => (string[])["-o", setting])];
        _monitors[name] = _log.Start(
            new ProcessStartInfo("dotnet", [Assembly, "mon", "run", "--id", name, "--data", Path.Combine(Folder, name), .. settings]),
            name);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillMonitorAsync(string name)
    {
        _monitors[name].Kill();
        await _monitors[name].WaitForExitAsync(Token);
    }

    /// <summary>A real ceph-mgr of this machine, with a key of its own.</summary>
    public async Task<Process> StartManagerAsync(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, $"mgr.{name}")).FullName;
        await AskAsync(
            "auth", "get-or-create", $"mgr.{name}", "mon", "allow profile mgr", "osd", "allow *", "mds", "allow *", "-o",
            Path.Combine(folder, "keyring"));
        var process = _log.Start(
            new ProcessStartInfo("ceph-mgr", ["-f", "-i", name, "-c", Conf, "--keyring", Path.Combine(folder, "keyring")]), $"mgr.{name}");
        _others.Add(process);
        return process;
    }

    /// <summary>The official tool of this machine.</summary>
    public Task<CephRun> CephAsync(IEnumerable<string> words, ReadOnlyMemory<byte> input = default) =>
        CephRun.RunAsync(new ProcessStartInfo("ceph", ["-c", Conf, "--connect-timeout", "60", .. words]), input, Token);

    /// <summary>The official tool, which must succeed.</summary>
    public async Task<string> AskAsync(params string[] words)
    {
        var run = await CephAsync(words);
        Assert.True(run.ExitCode == 0, $"ceph {string.Join(' ', words)}: {run.Everything}\n{Log}");
        return run.Text;
    }

    public async Task<JsonElement> AskJsonAsync(params string[] words) =>
        JsonDocument.Parse(await AskAsync([.. words, "-f", "json"])).RootElement;

    /// <summary>A Python program of this machine, with python3-rados.</summary>
    public Process StartPython(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", program, Conf, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _others.Add(process);
        return process;
    }

    public Task UntilQuorumAsync(int count) => Eventually.SeeAsync(
        async () => (await CephAsync(["quorum_status", "-f", "json"])).Text,
        text => text.Length > 0 && JsonDocument.Parse(text).RootElement.GetProperty("quorum").GetArrayLength() == count,
        $"{count} monitors are in the quorum",
        Token);

    public Task<JsonElement> UntilManagerAsync(Func<JsonElement, bool> isRight, string what) =>
        Eventually.SeeAsync(() => AskJsonAsync("mgr", "dump"), isRight, what, Token);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _others.Concat(_monitors.Values))
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }

            process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private string ConfText() => string.Create(CultureInfo.InvariantCulture, $"""
        [global]
        fsid = {Fsid}
        mon_host = {string.Join(' ', Addresses.Select(static address => "v2:" + address))}
        keyring = {Folder}/keyring
        auth_cluster_required = cephx
        auth_service_required = cephx
        auth_client_required = cephx
        run_dir = {Folder}
        log_file = {Folder}/$name.log
        admin_socket = {Folder}/$name.asok
        public_addr = 127.0.0.1
        [mgr]
        mgr_data = {Folder}/mgr.$id
        mgr_module_path = /usr/share/ceph/mgr
        osd_pool_default_size = 2
        [osd]
        osd_data = {Folder}/osd.$id
        osd_objectstore = memstore
        memstore_device_bytes = 268435456
        osd_crush_chooseleaf_type = 0
        [mds]
        mds_data = {Folder}/mds.$id

        """);
}
