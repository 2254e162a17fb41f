using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MgrPlatform.Benchmarks.Commands;
using MgrPlatform.Benchmarks.Hosting;
using MgrPlatform.TestKit.Processes;

namespace MgrPlatform.Benchmarks.Ceph;

/// <summary>
/// A real monitor and a real manager in a folder of their own, with the benchmark's Python modules beside Ceph's own; and one of our managers
/// in the same cluster, with the same modules.
/// </summary>
internal sealed class CephManager : IAsyncDisposable
{
    /// <summary>The real manager.</summary>
    public const string Theirs = "x";

    /// <summary>Our manager.</summary>
    public const string Ours = "y";

    private const string CephModules = "/usr/share/ceph/mgr";
    private static readonly string[] Needed = ["ceph", "ceph-mon", "ceph-mgr", "ceph-authtool", "monmaptool"];
    private static readonly string[] Modules = ["bench_py", "spin_py"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly string _folder;
    private readonly List<Process> _daemons = [];

    private CephManager(string folder) => _folder = folder;

    public static string ClientScript => Path.Combine(AppContext.BaseDirectory, "client.py");

    public string Conf => Path.Combine(_folder, "ceph.conf");

    /// <summary>Why there can be none on this machine, or null.</summary>
    public static async Task<string?> FindObstacleAsync()
    {
        if (Tool.FindObstacle(Needed) is { } missing)
        {
            return missing;
        }

        if (!Directory.Exists(CephModules))
        {
            return $"{CephModules} is not there; install ceph-mgr-modules-core";
        }

        try
        {
            await Tool.RunAsync("/usr/bin/python3", ["-c", "import rados"]);
            return null;
        }
        catch (InvalidOperationException)
        {
            return "/usr/bin/python3 has no rados; install python3-rados";
        }
    }

    public static async Task<CephManager> StartAsync()
    {
        var manager = new CephManager(Directory.CreateTempSubdirectory("mgrp-ceph-").FullName);
        try
        {
            await manager.BootAsync();
            return manager;
        }
        catch
        {
            await manager.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts our manager beside the real one; it stands by.</summary>
    public async Task StartOursAsync()
    {
        var plugins = Directory.CreateDirectory(Path.Combine(_folder, "plugins")).FullName;
        foreach (var module in Modules)
        {
            new BenchModule(module).Install(plugins);
        }

        var program = Environment.GetEnvironmentVariable("MGRP") is { Length: > 0 } published ? published : WholeProcess.FindTool();
        _daemons.Add(Tool.Start(new ProcessStartInfo(program,
        [
            "mgr", "run", "--id", Ours, "-c", Conf, "-k", await MakeKeyAsync(Ours), "--state", Path.Combine(_folder, $"state.{Ours}"),
            "--plugin-path", plugins, "--log-file", Path.Combine(_folder, $"mgr.{Ours}.log"),
        ])));
        await UntilStandsByAsync(Ours);
    }

    /// <summary>Makes that manager the active one, and waits until its modules answer.</summary>
    public async Task SwitchToAsync(string manager)
    {
        using var map = JsonDocument.Parse(await CephAsync("mgr", "dump", "-f", "json"));
        var active = map.RootElement.GetProperty("active_name").GetString()!;
        if (active != manager)
        {
            await UntilStandsByAsync(manager);
            await CephAsync("mgr", "fail", active);
        }

        await UntilActiveAsync(manager);
        await UntilModulesAnswerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var daemon in Enumerable.Reverse(_daemons))
        {
            daemon.Kill();
            await daemon.WaitForExitAsync();
            daemon.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task BootAsync()
    {
        var modules = Directory.CreateDirectory(Path.Combine(_folder, "modules")).FullName;
        InstallModules(modules);
        var fsid = Guid.NewGuid().ToString();
        var ports = FreePorts.OfKernel(2);
        var address = string.Create(CultureInfo.InvariantCulture, $"[v2:127.0.0.1:{ports[0]},v1:127.0.0.1:{ports[1]}]");
        var keyring = Path.Combine(_folder, "keyring");
        await File.WriteAllTextAsync(Conf, $"""
            [global]
            fsid = {fsid}
            mon_host = {address}
            keyring = {keyring}
            log_file = {_folder}/$name.log
            log_to_stderr = false
            err_to_stderr = false
            admin_socket = {_folder}/$name.asok
            run_dir = {_folder}
            public_addr = 127.0.0.1
            mon_data = {_folder}/mon.$id
            mgr_data = {_folder}/mgr.$id
            mgr_module_path = {modules}

            """);
        await Tool.RunAsync("ceph-authtool", ["--create-keyring", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *"]);
        string[] all = ["--cap", "mon", "allow *", "--cap", "osd", "allow *", "--cap", "mds", "allow *", "--cap", "mgr", "allow *"];
        await Tool.RunAsync("ceph-authtool", [keyring, "--gen-key", "-n", "client.admin", .. all]);
        var map = Path.Combine(_folder, "monmap");
        await Tool.RunAsync("monmaptool", ["--create", "--fsid", fsid, "--addv", "a", address, map]);
        await Tool.RunAsync("ceph-mon", ["-c", Conf, "--mkfs", "-i", "a", "--monmap", map, "--keyring", keyring]);
        StartDaemon("ceph-mon", "-i", "a");

        StartDaemon("ceph-mgr", "-i", Theirs, "-k", await MakeKeyAsync(Theirs));
        await UntilActiveAsync(Theirs);
        foreach (var module in Modules)
        {
            await CephAsync("mgr", "module", "enable", module);
        }

        await UntilModulesAnswerAsync();
    }

    private async Task<string> MakeKeyAsync(string manager)
    {
        var keyring = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, $"mgr.{manager}")).FullName, "keyring");
        await CephAsync(
            "auth", "get-or-create", $"mgr.{manager}", "mon", "allow profile mgr", "osd", "allow *", "mds", "allow *", "-o", keyring);
        return keyring;
    }

    private Task UntilActiveAsync(string manager) => UntilAsync(
        async () =>
        {
            using var map = JsonDocument.Parse(await CephAsync("mgr", "dump", "-f", "json"));
            return map.RootElement.GetProperty("active_name").GetString() == manager && map.RootElement.GetProperty("available").GetBoolean();
        },
        $"mgr.{manager} is available");

    private Task UntilStandsByAsync(string manager) => UntilAsync(
        async () =>
        {
            using var map = JsonDocument.Parse(await CephAsync("mgr", "dump", "-f", "json"));
            return map.RootElement.GetProperty("standbys").EnumerateArray().Any(standby => standby.GetProperty("name").GetString() == manager);
        },
        $"mgr.{manager} stands by");

    private Task UntilModulesAnswerAsync() => UntilAsync(
        async () =>
        {
            await Tool.RunAsync("/usr/bin/python3", [ClientScript, Conf, "0.01", "bench py", "spin py"]);
            return true;
        },
        "the modules answer");

    /// <summary>Ceph's own modules run beside ours, as in every cluster; Ceph loads packages, so ours become some.</summary>
    private static void InstallModules(string folder)
    {
        foreach (var entry in Directory.GetFileSystemEntries(CephModules))
        {
            File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(entry)), entry);
        }

        foreach (var module in Modules)
        {
            var target = Directory.CreateDirectory(Path.Combine(folder, module)).FullName;
            File.Copy(Path.Combine(BenchModule.FolderOf(module), "module.py"), Path.Combine(target, "module.py"));
            File.WriteAllText(Path.Combine(target, "__init__.py"), "from .module import Module\n");
        }
    }

    private void StartDaemon(string program, params string[] arguments) =>
        _daemons.Add(Tool.Start(new ProcessStartInfo(program, ["-c", Conf, "-f", .. arguments])));

    private Task<string> CephAsync(params string[] words) => Tool.RunAsync("ceph", ["-c", Conf, "--connect-timeout", "30", .. words]);

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var start = Stopwatch.GetTimestamp();
        var last = "";
        while (Stopwatch.GetElapsedTime(start) < Patience)
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (InvalidOperationException error)
            {
                last = error.Message;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }

        throw new TimeoutException($"after {Patience.TotalSeconds:0} s still not: {what}. {last}");
    }
}
