using MgrPlatform.Monitor.Caps;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Maps.Service;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mgr;

namespace MgrPlatform.Monitor.Services.Mgr;

/// <summary>
/// What the active manager tells the monitors: the digest of all placement groups, services, progress, and its modules' health checks.
/// </summary>
public sealed class MgrStatService(MonitorContext monitor) : PaxosService(monitor, "mgrstat")
{
    private static readonly Codec<OrderedDictionary<string, ProgressEvent>> ProgressCodec =
        Codecs.Map(Codecs.String, Codecs.Of<ProgressEvent>());

    private static readonly ServiceMap NoServices = new(0, Wire.Primitives.UTime.Zero, new OrderedDictionary<string, Service>());

    private PgMapDigest? _pendingDigest;
    private ServiceMap _pendingServices = NoServices;
    private IReadOnlyDictionary<string, ProgressEvent> _pendingProgress = new OrderedDictionary<string, ProgressEvent>();
    private IReadOnlyDictionary<string, HealthCheck> _pendingChecks = new SortedDictionary<string, HealthCheck>();

    /// <summary>Null while no manager has sent one.</summary>
    public PgMapDigest? Digest { get; private set; }

    public ServiceMap Services { get; private set; } = NoServices;

    public IReadOnlyDictionary<string, ProgressEvent> Progress { get; private set; } = new OrderedDictionary<string, ProgressEvent>();

    public override IReadOnlyList<MessageType> Messages => [MessageType.MonMgrReport];

    public override bool Offers(string subscription) => subscription == "servicemap";

    public override void Update(MonitorSession session, SessionSubscription subscription)
    {
        if (subscription.Next <= Services.Epoch)
        {
            Monitor.Deliver(session, subscription, new MServiceMap(Services), Services.Epoch);
        }
    }

    public override bool TryAnswer(MonitorOperation operation)
    {
        if (operation.Message is MMonMgrReport report && operation.Session.Caps.Allow(
            new CapRequest(operation.Session.Name, "mgr", "", CapPermissions.Execute, operation.Session.Socket.EndPoint?.Address))
            && (report.Gid == 0 || report.Gid == Monitor.Service<MgrService>().Map.ActiveGid))
        {
            return false;
        }

        Monitor.NoReply(operation);
        return true;
    }

    public override UpdateOutcome Prepare(MonitorOperation operation)
    {
        Monitor.NoReply(operation);
        var report = (MMonMgrReport)operation.Message;
        try
        {
            // Ceph's monitor aborts on a digest that breaks the format. Ours leaves the report out.
            _pendingDigest = report.DecodeDigest() ?? _pendingDigest;
        }
        catch (WireFormatException error)
        {
            Monitor.Log(Wire.Messages.Mon.LogLevel.Warning, $"A report of {operation.Session.Name} cannot be read: {error.Message}");
            return UpdateOutcome.Done;
        }

        _pendingServices = report.ServiceMap ?? _pendingServices;
        _pendingProgress = report.ProgressEvents;
        _pendingChecks = report.HealthChecks.Checks;
        return UpdateOutcome.AfterCommit();
    }

    protected override void UpdateFromStore()
    {
        if (LastCommitted == 0 || GetVersion(LastCommitted) is not { } bytes)
        {
            return;
        }

        (Digest, Services, Progress) = StoreReading.Decode(Name, MonitorTransaction.Version(LastCommitted), bytes, static (ref reader) =>
        {
            var digest = reader.ReadBool() ? reader.Read<PgMapDigest>() : null;
            return (digest, reader.Read<ServiceMap>(), ProgressCodec.Read(ref reader));
        });
    }

    protected override void PostRefresh() => Monitor.UpdateSubscribers(this);

    protected override void CreatePending() =>
        (_pendingDigest, _pendingServices, _pendingProgress, _pendingChecks) = (Digest, Services, Progress, HealthChecks);

    protected override void CreateInitial() => _pendingServices = NoServices with { Epoch = 1 };

    protected override void EncodePending(MonitorTransaction transaction)
    {
        var writer = new WireWriter();
        writer.WriteBool(_pendingDigest is not null);
        _pendingDigest?.Encode(writer);
        writer.Write(_pendingServices);
        ProgressCodec.Write(writer, new(_pendingProgress));
        PutVersion(transaction, writer.ToArray());
    }

    protected override IEnumerable<KeyValuePair<string, HealthCheck>> CheckHealth() => _pendingChecks;

    // Every version is the whole state: the newest is all that is wanted.
    protected override ulong TrimTo() => LastCommitted > 1 ? LastCommitted - 1 : 0;
}
