using System.Globalization;
using System.Text.Json;
using MgrPlatform.Benchmarks.Ceph;
using MgrPlatform.Benchmarks.Commands;

namespace MgrPlatform.Benchmarks.Quorum.Servers;

/// <summary>Three of our monitors.</summary>
internal sealed class OurServers : QuorumServers
{
    private readonly string _program =
        Environment.GetEnvironmentVariable("MGRP") is { Length: > 0 } published ? published : WholeProcess.FindTool();

    private readonly string _conf;

    public OurServers()
        : base("ours") => _conf = Path.Combine(Folder, "ceph.conf");

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var fsid = Guid.NewGuid().ToString();
        var ports = FreePorts(Count);
        var keyring = Path.Combine(Folder, "keyring");
        var monitors = ports.Select(static (port, i) => string.Create(CultureInfo.InvariantCulture, $"{Name(i)}=127.0.0.1:{port}"));
        foreach (var i in Enumerable.Range(0, Count))
        {
            await Tool.RunAsync(_program, [
                "mon", "mkfs", "--id", Name(i), "--data", Path.Combine(Folder, Name(i)), "--fsid", fsid,
                .. monitors.SelectMany(static monitor => (string[])["--mon", monitor]), "--keyring", keyring, "--cipher", "aes",
            ]);
        }

        var hosts = string.Join(' ', ports.Select(static port => string.Create(CultureInfo.InvariantCulture, $"v2:127.0.0.1:{port}")));
        await File.WriteAllTextAsync(_conf, $"[global]\nfsid = {fsid}\nmon_host = {hosts}\nkeyring = {keyring}\n", cancellationToken);
        foreach (var i in Enumerable.Range(0, Count))
        {
            Start(i);
        }

        await UntilAllAsync(cancellationToken);
    }

    public override void Start(int server) => Run(server, _program, [
        "mon", "run", "--id", Name(server), "--data", Path.Combine(Folder, Name(server)),
        "-o", "mon_data_avail_warn=0", "-o", "mon_data_avail_crit=0",
    ]);

    public override async Task<int> LeaderAsync(CancellationToken cancellationToken) =>
        (await StatusAsync(cancellationToken)).GetProperty("quorum_leader_name").GetString()![0] - 'a';

    public override async Task<IWriter> ConnectAsync(int server, CancellationToken cancellationToken) =>
        await MonitorWriter.ConnectAsync(_conf, server, cancellationToken);

    /// <summary>All are in the quorum.</summary>
    public Task UntilAllAsync(CancellationToken cancellationToken) => UntilAsync(
        async token => (await StatusAsync(token)).GetProperty("quorum").GetArrayLength() == Count,
        "all are in the quorum",
        cancellationToken);

    private async Task<JsonElement> StatusAsync(CancellationToken cancellationToken)
    {
        await using var client = await MonitorWriter.ConnectAsync(_conf, null, cancellationToken);
        return JsonDocument.Parse(await client.AskAsync("quorum_status", cancellationToken)).RootElement;
    }

    private static string Name(int server) => ((char)('a' + server)).ToString();
}
