using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>
/// The OSD map: which OSDs are up and in, which pools there are, where data may lie. Every version is stored as changes and whole, to the
/// byte as Ceph's own monitors would, for OSDs compare checksums.
/// </summary>
public sealed partial class OsdMapService : PaxosService
{
    private const string MetadataPrefix = "osd_metadata";
    private const string CreatingPrefix = "osd_pg_creating";
    private const string CreatingKey = "creating";
    private const ulong LeastEpochs = 500;

    private readonly OsdFailures _failures;
    private readonly OsdMapOptions _options;
    private readonly SortedDictionary<int, TimeSpan> _downSince = [];
    private readonly SortedDictionary<int, OsdBeaconSeen> _beacons = [];
    private readonly SortedDictionary<int, SortedDictionary<string, string>> _pendingMetadata = [];
    private readonly SortedSet<int> _pendingMetadataRemovals = [];
    private PendingOsdMap? _pending;
    private PgCreations _creations = new();
    private PgCreations _pendingCreations = new();
    private PgMapper? _mapper;

    public OsdMapService(MonitorContext monitor, OsdMapOptions options)
        : base(monitor, "osdmap")
    {
        _options = options;
        _failures = new OsdFailures(() => Options);
    }

    private sealed record OsdBeaconSeen(TimeSpan At, uint LastEpochClean);

    /// <summary>The committed map; of epoch 0 before there is one.</summary>
    public OsdMap Map { get; private set; } = new(new OsdMapClientPart(), new OsdMapDaemonPart(), 0);

    /// <summary>Where the groups of <see cref="Map"/> lie.</summary>
    public PgMapper Mapper => _mapper ??= new PgMapper(Map);

    public override IReadOnlyList<MonitorCommand> Commands =>
    [
        .. OsdCommands.Of(this), .. OsdChangeCommands.Of(this), .. OsdLifeCommands.Of(this),
         .. PoolCommands.Of(this), .. PoolSetCommands.Of(this), .. CrushCommands.Of(this), .. CrushRuleCommands.Of(this),
    ];

    public override IReadOnlyList<MessageType> Messages =>
    [
        MessageType.OsdBoot, MessageType.OsdAlive, MessageType.OsdMarkMeDown, MessageType.OsdMarkMeDead, MessageType.OsdFailure,
        MessageType.OsdFull, MessageType.OsdPgTemp, MessageType.OsdBeacon, MessageType.OsdPgCreated, MessageType.PoolOperation,
        MessageType.MonGetOsdMap,
    ];

    /// <summary>As this monitor was started, with what the operator has configured since.</summary>
    internal OsdMapOptions Options => OsdMapSettings.Apply(_options, Configured());

    /// <summary>The next epoch. At the leader, while <see cref="PaxosService.IsWriteable"/>.</summary>
    internal PendingOsdMap Pending => _pending ?? throw new InvalidOperationException("the OSD map has no pending changes here");

    internal PgCreations PendingCreations => _pendingCreations;

    internal MonitorContext Context => Monitor;

    /// <summary>
    /// Locks addresses out of the cluster from the next epoch on. For the fail-over of a manager, whose map names this epoch: both are
    /// proposed together.
    /// </summary>
    /// <returns>The epoch in which it will hold.</returns>
    public uint Blocklist(IEnumerable<EntityAddressVector> addresses, UTime until)
    {
        foreach (var address in addresses.SelectMany(static vector => vector.Addresses))
        {
            // OSDs look an address up without its protocol: under another type nobody would be locked out.
            var any = address with { Type = EntityAddressType.Any };
            Pending.NewBlocklist[any] = until;
            Pending.OldBlocklist.Remove(any);
        }

        Propose(immediately: true);
        return Pending.Epoch;
    }

    /// <summary>What an OSD told of itself when it booted; null when it never did.</summary>
    public IReadOnlyDictionary<string, string>? FindMetadata(int osd) =>
        Store.Get(MetadataPrefix, MonitorTransaction.Version((ulong)osd)) is { } bytes
            ? StoreReading.Decode(MetadataPrefix, $"{osd}", bytes, static (ref reader) => reader.ReadMap(Codecs.String, Codecs.String))
            : null;

    /// <summary>The map of an epoch; null for one that is no longer kept, or not made yet.</summary>
    internal OsdMap? FindMap(ulong epoch) =>
        epoch >= FirstCommitted && epoch <= LastCommitted && GetFull(epoch) is { } bytes
            ? StoreReading.Decode(Name, $"full_{epoch}", bytes, static (ref reader) => reader.Read<OsdMap>())
            : null;

    internal void RemoveMetadata(int osd)
    {
        _pendingMetadata.Remove(osd);
        _pendingMetadataRemovals.Add(osd);
    }

    /// <summary>The time between OSD epochs is for gathering: many OSDs boot and die together.</summary>
    protected override TimeSpan ProposeDelay => TimeSpan.FromSeconds(0.05);

    protected override void UpdateFromStore()
    {
        if (LastCommitted == 0)
        {
            return;
        }

        Map = LoadFull<OsdMap>(LastCommitted);
        _mapper = null;
        _creations = Store.Get(CreatingPrefix, CreatingKey) is { } bytes
            ? StoreReading.Decode(CreatingPrefix, CreatingKey, bytes, static (ref reader) => PgCreations.Decode(ref reader))
            : new PgCreations();
        ForgetTheDead();
    }

    protected override void PostRefresh()
    {
        RememberCreationTargets();
        Monitor.UpdateSubscribers(this);
        AnswerReporters();
        ShareWithSome();
    }

    protected override void CreatePending()
    {
        _pending = new PendingOsdMap(Map);
        _pendingCreations = _creations.Copy();
        _pendingMetadata.Clear();
        _pendingMetadataRemovals.Clear();
    }

    protected override void EncodePending(MonitorTransaction transaction)
    {
        if (LastCommitted == 0)
        {
            EncodeFirst(transaction);
            return;
        }

        FinishCreations();
        PoolFullness.Apply(Pending);
        var (incremental, next) = Pending.Build(Monitor.Now, Monitor.QuorumFeatures);
        PutVersion(transaction, WireWriter.Encode(incremental, Monitor.QuorumFeatures));
        PutFull(transaction, WireWriter.Encode(next, Monitor.QuorumFeatures));
        var creating = _pendingCreations.Encode();
        if (!creating.AsSpan().SequenceEqual(Store.Get(CreatingPrefix, CreatingKey)))
        {
            transaction.Put(CreatingPrefix, CreatingKey, creating);
        }

        foreach (var (osd, metadata) in _pendingMetadata)
        {
            var writer = new WireWriter();
            writer.WriteMap(metadata, Codecs.String, Codecs.String);
            transaction.Put(MetadataPrefix, MonitorTransaction.Version((ulong)osd), writer.ToArray());
        }

        foreach (var osd in _pendingMetadataRemovals)
        {
            transaction.Erase(MetadataPrefix, MonitorTransaction.Version((ulong)osd));
        }
    }

    protected override IEnumerable<KeyValuePair<string, HealthCheck>> CheckHealth() =>
        _pending is null || LastCommitted == 0 ? [] : OsdHealth.Check(_pending.Preview());

    // An OSD that was away must find every epoch from its last clean one on.
    protected override ulong TrimTo()
    {
        if (LastCommitted <= LeastEpochs || _creations.Groups.Count > 0)
        {
            return 0;
        }

        var keepFrom = LastCommitted - LeastEpochs;
        for (var osd = 0; osd < Map.Client.MaxOsd; osd++)
        {
            if (!Map.Exists(osd))
            {
                continue;
            }

            if (Map.IsUp(osd) && !_beacons.ContainsKey(osd))
            {
                return 0;
            }

            if (_beacons.TryGetValue(osd, out var beacon))
            {
                keepFrom = Math.Min(keepFrom, beacon.LastEpochClean);
            }
        }

        return keepFrom;
    }

    private void EncodeFirst(MonitorTransaction transaction)
    {
        var first = FirstOsdMap.Make(Monitor.Fsid, Monitor.Now, _options);
        var full = WireWriter.Encode(first, Monitor.QuorumFeatures);
        var client = new OsdIncrementalClientPart { Fsid = Monitor.Fsid, Epoch = first.Epoch, Modified = Monitor.Now, FullMap = full };
        PutVersion(transaction, WireWriter.Encode(
            new OsdMapIncremental(client, new OsdIncrementalDaemonPart { EncodeFeatures = Monitor.QuorumFeatures }, 0, OsdMap.CrcOf(full)),
            Monitor.QuorumFeatures));
        PutFull(transaction, full);
    }
}
