using System.Text.Json;

namespace MgrPlatform.Benchmarks.Quorum.Servers;

/// <summary>Three monitors, ours or Ceph's: what leads and who is there they tell in the same words.</summary>
internal abstract class MonitorServers : QuorumServers
{
    protected MonitorServers(string title)
        : base(title) => Conf = Path.Combine(Folder, "ceph.conf");

    public string Conf { get; }

    public override async Task<int> LeaderAsync(CancellationToken cancellationToken) =>
        (await StatusAsync(cancellationToken)).GetProperty("quorum_leader_name").GetString()![0] - 'a';

    public override async Task<IWriter> ConnectAsync(int server, CancellationToken cancellationToken) =>
        await MonitorWriter.ConnectAsync(Conf, server, cancellationToken);

    /// <summary>All are in the quorum.</summary>
    public Task UntilAllAsync(CancellationToken cancellationToken) => UntilAsync(
        async token => (await StatusAsync(token)).GetProperty("quorum").GetArrayLength() == Count,
        "all are in the quorum",
        cancellationToken);

    private async Task<JsonElement> StatusAsync(CancellationToken cancellationToken)
    {
        await using var client = await MonitorWriter.ConnectAsync(Conf, null, cancellationToken);
        return JsonDocument.Parse(await client.AskAsync("quorum_status", cancellationToken)).RootElement;
    }
}
