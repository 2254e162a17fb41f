using System.Globalization;
using System.Text.Json;
using MgrPlatform.Benchmarks.Ceph;

namespace MgrPlatform.Benchmarks.Quorum.Servers;

/// <summary>Three of Ceph's monitors, as this machine has them, with their defaults.</summary>
internal sealed class CephServers : QuorumServers
{
    private readonly string _conf;

    public CephServers()
        : base("ceph-mon") => _conf = Path.Combine(Folder, "ceph.conf");

    /// <summary>Why there can be none on this machine, or null.</summary>
    public static string? FindObstacle() =>
        ((string[])["ceph-mon", "ceph-authtool", "monmaptool"]).FirstOrDefault(static tool => Tool.Find(tool) is null) is { } missing
            ? $"{missing} is not installed"
            : null;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var fsid = Guid.NewGuid().ToString();
        var ports = FreePorts(2 * Count);
        var keyring = Path.Combine(Folder, "keyring");
        var addresses = Enumerable.Range(0, Count).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"[v2:127.0.0.1:{ports[2 * i]},v1:127.0.0.1:{ports[(2 * i) + 1]}]")).ToList();
        await File.WriteAllTextAsync(_conf, $"""
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
            await Tool.RunAsync("ceph-mon", ["-c", _conf, "--mkfs", "-i", Name(i), "--monmap", map, "--keyring", keyring]);
            Start(i);
        }

        await UntilAsync(
            async token => (await StatusAsync(token)).GetProperty("quorum").GetArrayLength() == Count,
            "all are in the quorum",
            cancellationToken);
    }

    public override void Start(int server) => Run(server, "ceph-mon", ["-c", _conf, "-f", "-i", Name(server)]);

    public override async Task<int> LeaderAsync(CancellationToken cancellationToken) =>
        (await StatusAsync(cancellationToken)).GetProperty("quorum_leader_name").GetString()![0] - 'a';

    public override async Task<IWriter> ConnectAsync(int server, CancellationToken cancellationToken) =>
        await MonitorWriter.ConnectAsync(_conf, server, cancellationToken);

    private async Task<JsonElement> StatusAsync(CancellationToken cancellationToken)
    {
        await using var client = await MonitorWriter.ConnectAsync(_conf, null, cancellationToken);
        return JsonDocument.Parse(await client.AskAsync("quorum_status", cancellationToken)).RootElement;
    }

    private static string Name(int server) => ((char)('a' + server)).ToString();
}
