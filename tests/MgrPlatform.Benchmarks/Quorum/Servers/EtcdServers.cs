using System.Globalization;
using System.Text.Json;
using MgrPlatform.Benchmarks.Ceph;
using MgrPlatform.TestKit.Processes;

namespace MgrPlatform.Benchmarks.Quorum.Servers;

/// <summary>Three of etcd, as this machine has it, with its defaults.</summary>
internal sealed class EtcdServers() : QuorumServers("etcd")
{
    private int[] _ports = [];

    /// <summary>Why there can be none on this machine, or null.</summary>
    public static string? FindObstacle() => Tool.FindObstacle("etcd", "etcdctl");

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _ports = FreePorts.OfKernel(2 * Count);
        foreach (var i in Enumerable.Range(0, Count))
        {
            Start(i);
        }

        await UntilAsync(
            async token =>
            {
                _ = await LeaderAsync(token);
                await using var writer = await ConnectAsync(0, token);
                await writer.PutAsync("first", "value", token);
                return true;
            },
            "a leader is elected",
            cancellationToken);
    }

    public override void Start(int server)
    {
        var all = string.Join(',', Enumerable.Range(0, Count).Select(i => $"{Name(i)}={Peer(i)}"));
        Run(server, "etcd", [
            "--name", Name(server), "--data-dir", Path.Combine(Folder, Name(server)), "--logger", "zap", "--log-outputs",
            Path.Combine(Folder, Name(server) + ".log"), "--listen-client-urls", Client(server), "--advertise-client-urls", Client(server),
            "--listen-peer-urls", Peer(server), "--initial-advertise-peer-urls", Peer(server), "--initial-cluster", all,
            "--initial-cluster-state", "new",
        ]);
    }

    public override async Task<int> LeaderAsync(CancellationToken cancellationToken)
    {
        foreach (var i in Enumerable.Range(0, Count))
        {
            var status = JsonDocument.Parse(await Tool.RunAsync("etcdctl", ["--endpoints", Client(i), "endpoint", "status", "-w", "json"]))
                .RootElement[0].GetProperty("Status");
            if (status.TryGetProperty("leader", out var leader)
                && leader.GetUInt64() == status.GetProperty("header").GetProperty("member_id").GetUInt64())
            {
                return i;
            }
        }

        throw new InvalidOperationException("etcd has no leader");
    }

    public override Task<IWriter> ConnectAsync(int server, CancellationToken cancellationToken) =>
        Task.FromResult<IWriter>(new EtcdWriter(new Uri(Client(server))));

    private string Client(int server) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_ports[2 * server]}");

    private string Peer(int server) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_ports[(2 * server) + 1]}");
}
