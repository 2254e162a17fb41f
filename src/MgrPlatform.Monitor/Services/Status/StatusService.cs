using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Fs;
using MgrPlatform.Monitor.Services.Health;
using MgrPlatform.Monitor.Services.Mgr;
using MgrPlatform.Monitor.Services.Osd;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Monitor.Services.Status;

/// <summary>
/// What is shown of the cluster as a whole: <c>status</c>, <c>df</c>, and the same for librados. Keeps nothing of its own.
/// </summary>
public sealed class StatusService(MonitorContext monitor) : PaxosService(monitor, "status")
{
    private const ulong Kb = 1024;

    public override IReadOnlyList<MonitorCommand> Commands =>
    [
        MonitorCommand.Read("status", "show cluster status", "mon", "r", Status),
        MonitorCommand.Read(
            "df name=detail,type=CephChoices,strings=detail,req=false", "show cluster free space stats", "mon", "r", Space),
    ];

    public override IReadOnlyList<MessageType> Messages => [MessageType.Statfs, MessageType.GetPoolStats];

    protected override bool IsStored => false;

    public override bool TryAnswer(MonitorOperation operation)
    {
        switch (operation.Message)
        {
            case MStatfs statfs:
                Monitor.Reply(operation, Statfs(statfs));
                break;
            case MGetPoolStats pools:
                Monitor.Reply(operation, PoolStats(pools));
                break;
            default:
                Monitor.NoReply(operation);
                break;
        }

        return true;
    }

    protected override void UpdateFromStore()
    {
    }

    protected override void CreatePending()
    {
    }

    protected override void EncodePending(MonitorTransaction transaction)
    {
    }

    private PgMapDigest Digest => Monitor.Service<MgrStatService>().Digest ?? new PgMapDigest();

    private ClusterStatus Now()
    {
        var health = Monitor.Service<HealthService>();
        var statistics = Monitor.Service<MgrStatService>();
        var map = Monitor.MonMap;
        return new ClusterStatus
        {
            Fsid = Monitor.Fsid,
            Now = Monitor.Now,
            HealthName = HealthText.Name(health.Status()),
            HealthSummaries = [.. health.Checks()
                .Where(check => !health.Mutes.ContainsKey(check.Key))
                .Select(static check => check.Value.Summary)],
            HealthMutes = [.. health.Mutes.Keys],
            WriteHealth = json => HealthText.Write(json, health, withDetail: false),
            ElectionEpoch = Monitor.ElectionEpoch,
            Quorum = Monitor.Quorum,
            QuorumNames = [.. Monitor.Quorum.Select(rank => map.Ranks[rank])],
            QuorumAge = Monitor.Elapsed - Monitor.QuorumSince,
            Monitors = map.Ranks,
            MonMapEpoch = map.Epoch,
            MinMonRelease = Wire.Maps.ReleaseNames.ToName(map.MinMonRelease),
            MgrMap = Monitor.Service<MgrService>().Map,
            OsdMap = Monitor.Service<OsdMapService>().Map,
            FsMap = Monitor.Service<FsMapService>().Map,
            Digest = Digest,
            Services = statistics.Services,
            Progress = statistics.Progress,
        };
    }

    private CommandResult Status(CommandCall call)
    {
        var status = Now();
        return call.IsPlain ? CommandResult.Text(StatusText.Of(status)) : call.Json(json => StatusJson.Write(json, status));
    }

    private CommandResult Space(CommandCall call)
    {
        var report = new SpaceReport(Monitor.Service<OsdMapService>().Map, Digest, call.Arguments.Find("detail") == "detail");
        return call.IsPlain ? CommandResult.Text(report.ToText()) : call.Json(report.Write);
    }

    // Of a single pool only what it holds is known; what is free is everybody's.
    private MStatfsReply Statfs(MStatfs request)
    {
        var digest = Digest;
        var statfs = digest.OsdSum.Statfs;
        var pool = request.DataPool is { } id ? digest.Pools.GetValueOrDefault((int)id) ?? PoolStat.Zero : digest.PoolSum;
        var used = request.DataPool is null ? statfs.UsedRaw : (ulong)pool.Stats[ObjectStat.Bytes];
        return new MStatfsReply(
            Monitor.Fsid,
            Monitor.Service<MgrStatService>().LastCommitted,
            statfs.Total / Kb,
            used / Kb,
            statfs.Available / Kb,
            (ulong)pool.Stats[ObjectStat.Objects]);
    }

    private MGetPoolStatsReply PoolStats(MGetPoolStats request)
    {
        var digest = Digest;
        var found = new SortedDictionary<string, PoolStat>(StringComparer.Ordinal);
        foreach (var (id, name) in Monitor.Service<OsdMapService>().Map.Client.PoolNames)
        {
            if (request.Pools.Contains(name))
            {
                found[name] = digest.Pools.GetValueOrDefault((int)id) ?? PoolStat.Zero;
            }
        }

        return new MGetPoolStatsReply(
            Monitor.Service<MgrStatService>().LastCommitted,
            Monitor.Fsid,
            found,
            digest.OsdSum.OsdCount > 0 && digest.OsdSum.OsdCount == digest.OsdSum.PerPoolOsdCount);
    }
}
