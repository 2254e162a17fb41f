using System.Globalization;
using MgrPlatform.Benchmarks.Ceph;
using MgrPlatform.TestKit.Processes;

namespace MgrPlatform.Benchmarks.Quorum.Servers;

/// <summary>Three of Ceph's monitors, as this machine has them, with their defaults.</summary>
internal sealed class CephServers() : MonitorServers("ceph-mon")
{
    /// <summary>Why there can be none on this machine, or null.</summary>
    public static string? FindObstacle() => Tool.FindObstacle("ceph-mon", "ceph-authtool", "monmaptool");

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var fsid = Guid.NewGuid().ToString();
        var ports = FreePorts.OfKernel(2 * Count);
        var keyring = Path.Combine(Folder, "keyring");
        var addresses = Enumerable.Range(0, Count).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"[v2:127.0.0.1:{ports[2 * i]},v1:127.0.0.1:{ports[(2 * i) + 1]}]")).ToList();
        await File.WriteAllTextAsync(Conf, $"""
            [global]
            fsid = {fsid}
            mon_host = {string.Join(' ', addresses)}
            keyring = {keyring}
            log_file = {Folder}/$name.log
            log_to_stderr = false
            err_to_stderr = false
            admin_socket = {Folder}/$name.asok
            run_dir = {Folder}
            mon_data = {Folder}/mon.$id
            mon_data_avail_warn = 0
            mon_data_avail_crit = 0

            """, cancellationToken);
        await Tool.RunAsync("ceph-authtool", ["--create-keyring", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *"]);
        await Tool.RunAsync("ceph-authtool", [
            keyring, "--gen-key", "-n", "client.admin", "--cap", "mon", "allow *", "--cap", "osd", "allow *", "--cap", "mds", "allow *",
            "--cap", "mgr", "allow *",
        ]);
        var map = Path.Combine(Folder, "monmap");
        await Tool.RunAsync("monmaptool", [
            "--create", "--fsid", fsid, .. addresses.SelectMany(static (address, i) => (string[])["--addv", Name(i), address]), map,
        ]);
        foreach (var i in Enumerable.Range(0, Count))
        {
            await Tool.RunAsync("ceph-mon", ["-c", Conf, "--mkfs", "-i", Name(i), "--monmap", map, "--keyring", keyring]);
            Start(i);
        }

        await UntilAllAsync(cancellationToken);
    }

    public override void Start(int server) => Run(server, "ceph-mon", ["-c", Conf, "-f", "-i", Name(server)]);
}
