using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Messages.Quorum;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Monmap;

/// <summary>Who the monitors are. Its map is the only truth about that: a configuration names addresses to try, never members.</summary>
public sealed class MonmapService(MonitorContext monitor) : PaxosService(monitor, "monmap")
{
    private const string MetadataPrefix = "monitor_store";
    private const string MetadataKey = "last_metadata";

    private static readonly Codec<OrderedDictionary<int, OrderedDictionary<string, string>>> MetadataCodec =
        Codecs.Map(Codecs.Int32, Codecs.Map(Codecs.String, Codecs.String));

    private MonMap _pending = new();
    private bool _isPendingChanged;
    private IReadOnlyDictionary<int, IReadOnlyDictionary<string, string>>? _pendingMetadata;

    /// <summary>The committed map, or the seed's while there is none.</summary>
    public MonMap Map { get; private set; } = new();

    /// <summary>What the members said of themselves, by rank.</summary>
    public IReadOnlyDictionary<int, IReadOnlyDictionary<string, string>> Metadata { get; private set; } =
        new SortedDictionary<int, IReadOnlyDictionary<string, string>>();

    public override IReadOnlyList<MonitorCommand> Commands => [.. MonmapCommands.Of(this), .. MonmapChangeCommands.Of(this)];

    public override IReadOnlyList<MessageType> Messages => [MessageType.MonJoin];

    public override string DaemonKind => "mon";

    public override IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, string>>> DaemonMetadata =>
        Metadata.Where(member => member.Key < Map.Ranks.Count).OrderBy(static member => member.Key)
            .Select(member => KeyValuePair.Create(Map.Ranks[member.Key], member.Value));

    internal MonitorContext Context => Monitor;

    /// <summary>What is pending while we lead, else the committed map: for health checks that are committed together with it.</summary>
    internal MonMap PendingOrMap => Monitor.IsLeader && _pending.Epoch >= Map.Epoch && _pending.Fsid == Map.Fsid ? _pending : Map;

    /// <summary>The map as it will be when what is pending is committed.</summary>
    internal MonMap Pending => _pending;

    public override bool Offers(string subscription) => subscription == "monmap";

    public override void Update(MonitorSession session, SessionSubscription subscription)
    {
        if (Map.Epoch > 0 && subscription.Next <= Map.Epoch)
        {
            Monitor.Deliver(session, subscription, Message(), Map.Epoch);
        }
    }

    /// <summary>The map as a message.</summary>
    public MMonMap Message() => new(Map);

    /// <summary>The map of an epoch; null when it is not kept.</summary>
    public MonMap? Find(ulong epoch) =>
        epoch == 0 || epoch == Map.Epoch ? Map
        : GetVersion(epoch) is { } bytes ? StoreReading.Decode(
            Name, MonitorTransaction.Version(epoch), bytes, static (ref r) => r.Read<MonMap>())
        : null;

    /// <summary>A member has come: its own words about itself, for <c>mon metadata</c>. Leader only.</summary>
    internal void SetMetadata(IReadOnlyDictionary<int, IReadOnlyDictionary<string, string>> metadata)
    {
        if (!IsWriteable || Same(metadata, Metadata))
        {
            return;
        }

        _pendingMetadata = metadata;
        Propose();
    }

    internal void Change(MonMap map)
    {
        _pending = map;
        _isPendingChanged = true;
        Propose();
    }

    public override UpdateOutcome Prepare(MonitorOperation operation)
    {
        Monitor.NoReply(operation);
        if (operation.Message is not MMonJoin join || join.Fsid != Map.Fsid
            || (_pending.Monitors.TryGetValue(join.Name, out var known) && known.Addresses.Equals(join.Addresses)))
        {
            return UpdateOutcome.Done;
        }

        if (_pending.Monitors.Values.Any(monitor => monitor.Name != join.Name && monitor.Addresses.Equals(join.Addresses)))
        {
            return UpdateOutcome.Done; // Another member listens there; an operator must say which of them is gone.
        }

        Change(MonMapEdit.Add(MonMapEdit.Remove(_pending, join.Name), join.Name, join.Addresses, Monitor.Now));
        return UpdateOutcome.AfterCommit();
    }

    protected override void UpdateFromStore()
    {
        Map = LastCommitted == 0 ? MonitorSeed.ReadMonMap(Store) ?? Map : LoadVersion<MonMap>(LastCommitted);
        Metadata = Store.Get(MetadataPrefix, MetadataKey) is { } bytes
            ? StoreReading.Decode(MetadataPrefix, MetadataKey, bytes, static (ref r) => MetadataCodec.Read(ref r))
                .ToDictionary(static member => member.Key, static member => (IReadOnlyDictionary<string, string>)member.Value)
            : Metadata;
        if (LastCommitted > 0)
        {
            Monitor.MonMap = Map;
        }
    }

    protected override void PostRefresh() => Monitor.UpdateSubscribers(this);

    protected override void CreatePending()
    {
        _pending = Map;
        _isPendingChanged = false;
        _pendingMetadata = null;
    }

    protected override void CreateInitial()
    {
        _pending = Map with { Epoch = 0 };
        _isPendingChanged = true;
    }

    protected override void EncodePending(MonitorTransaction transaction)
    {
        if (_isPendingChanged)
        {
            var map = _pending with { Epoch = (uint)LastCommitted + 1, Modified = Monitor.Now };
            PutVersion(transaction, WireWriter.Encode(map));
            if (LastCommitted == 0)
            {
                transaction.EraseRange(MonitorSeed.Prefix, "", ""); // Its keyring is in this transaction, too.
            }
        }

        if (_pendingMetadata is { } metadata)
        {
            var writer = new WireWriter();
            writer.WriteMap(
                metadata.OrderBy(static member => member.Key).ToDictionary(
                    static member => member.Key,
                    static member =>
                        new OrderedDictionary<string, string>(member.Value.OrderBy(static pair => pair.Key, StringComparer.Ordinal))),
                Codecs.Int32, Codecs.Map(Codecs.String, Codecs.String));
            transaction.Put(MetadataPrefix, MetadataKey, writer.ToArray());
        }
    }

    protected override ulong TrimTo() =>
        LastCommitted > Monitor.Options.MapVersionsKept ? LastCommitted - Monitor.Options.MapVersionsKept : 0;

    private static bool Same(
        IReadOnlyDictionary<int, IReadOnlyDictionary<string, string>> some,
        IReadOnlyDictionary<int, IReadOnlyDictionary<string, string>> others) =>
        some.Count == others.Count && some.All(member =>
            others.TryGetValue(member.Key, out var other) && other.Count == member.Value.Count
            && member.Value.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value));
}
