using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Osd;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Fs;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Fs;

/// <summary>
/// The map of file systems: which metadata server has which rank, who stands by. A version is the whole map. A server that misses its
/// beacons is replaced by one that stands by, after the OSDs were told to refuse it.
/// </summary>
public sealed partial class FsMapService(MonitorContext monitor, FsMapOptions options) : PaxosService(monitor, "mdsmap")
{
    private const string MetadataPrefix = "mds_metadata";
    private const string MetadataKey = "last_metadata";

    private static readonly Codec<OrderedDictionary<string, string>> Texts = Codecs.Map(Codecs.String, Codecs.String);

    private readonly SortedDictionary<ulong, (TimeSpan At, ulong Sequence)> _beacons = [];
    private readonly SortedDictionary<ulong, IReadOnlyList<MdsHealthMetric>> _complaints = [];
    private SortedDictionary<ulong, OrderedDictionary<string, string>> _metadata = [];
    private SortedDictionary<ulong, OrderedDictionary<string, string>> _pendingMetadata = [];
    private PendingFsMap? _pending;
    private TimeSpan _lastTick;

    /// <summary>The committed map; of epoch 0 before there is one.</summary>
    public FsMap Map { get; private set; } = new();

    public override IReadOnlyList<MonitorCommand> Commands => [.. FsCommands.Of(this), .. FsChangeCommands.Of(this)];

    public override IReadOnlyList<MessageType> Messages => [MessageType.MdsBeacon];

    internal FsMapOptions Options => options;

    internal MonitorContext Context => Monitor;

    internal OsdMapService Osds => Monitor.Service<OsdMapService>();

    /// <summary>The next version. At the leader, while <see cref="PaxosService.IsWriteable"/>.</summary>
    internal PendingFsMap Pending => _pending ?? throw new InvalidOperationException("the map of file systems has no pending changes here");

    /// <summary>Whether a file system keeps anything in a pool.</summary>
    internal bool Uses(long pool) => Map.Filesystems.Any(
        filesystem => filesystem.MdsMap.MetadataPool == pool || filesystem.MdsMap.DataPools.Contains(pool));

    /// <summary>What a server told of itself when it started.</summary>
    internal IReadOnlyDictionary<string, string>? FindMetadata(ulong gid) => _metadata.GetValueOrDefault(gid);

    /// <summary>The map of an epoch; null for one that is no longer kept, or not made yet.</summary>
    internal FsMap? FindMap(ulong epoch) => epoch >= FirstCommitted && epoch <= LastCommitted && GetVersion(epoch) is not null
        ? LoadVersion<FsMap>(epoch)
        : null;

    public override bool TryAnswer(MonitorOperation operation)
    {
        if (operation.Message is not MMDSBeacon beacon || beacon.Fsid != Monitor.Fsid || operation.Session.Type != EntityType.Mds)
        {
            Monitor.NoReply(operation);
            return true;
        }

        if (!Monitor.IsLeader)
        {
            return false;
        }

        var info = PendingFsMap.Find(Map, beacon.GlobalId);
        if (info is null)
        {
            return AnswerUnknown(operation, beacon);
        }

        if (info.StateSequence > beacon.Sequence)
        {
            Monitor.NoReply(operation); // Overtaken by a newer one.
            return true;
        }

        var isChange = info.State != beacon.State && beacon.State != MdsState.Boot && IsLawful(info, beacon.State);
        if (!info.LaggySince.IsZero || isChange || !IsKnownComplaint(beacon))
        {
            return false;
        }

        Note(beacon);
        Acknowledge(operation, beacon);
        return true;
    }

    public override UpdateOutcome Prepare(MonitorOperation operation)
    {
        var beacon = (MMDSBeacon)operation.Message;
        Note(beacon);
        if (beacon.State == MdsState.Boot && Pending.FindMds(beacon.GlobalId) is null)
        {
            Boot(operation.Session, beacon);
        }
        else if (Pending.FindMds(beacon.GlobalId) is { } info)
        {
            if (!Transition(info, beacon))
            {
                Monitor.NoReply(operation);
                return UpdateOutcome.Done;
            }
        }
        else
        {
            Monitor.NoReply(operation);
            return UpdateOutcome.Done;
        }

        return UpdateOutcome.AfterCommit(() => Acknowledge(operation, beacon));
    }

    /// <summary>Takes a server out of the map, and locks it out of the data first if it had any to write.</summary>
    internal void Fail(ulong gid)
    {
        if (Pending.FindMds(gid) is not { } info)
        {
            return;
        }

        var mayWrite = info.Rank >= 0 && info.State != MdsState.StandbyReplay;
        var epoch = mayWrite ? Osds.Blocklist([info.Addresses], UTime.From(Monitor.Now.ToDateTimeOffset() + options.BlocklistTime)) : 0;
        Pending.Fail(gid, epoch);
        _pendingMetadata.Remove(gid);
        Propose();
    }

    protected override void UpdateFromStore()
    {
        if (LastCommitted == 0)
        {
            return;
        }

        Map = LoadVersion<FsMap>(LastCommitted);
        _metadata = Store.Get(MetadataPrefix, MetadataKey) is { } bytes
            ? StoreReading.Decode(MetadataPrefix, MetadataKey, bytes, static (ref reader) =>
                new SortedDictionary<ulong, OrderedDictionary<string, string>>(reader.ReadMap(Codecs.UInt64, Texts).ToDictionary()))
            : [];
    }

    protected override void PostRefresh() => Monitor.UpdateSubscribers(this);

    protected override void CreatePending()
    {
        _pending = new PendingFsMap(Map, Monitor.Now);
        _pendingMetadata = new(_metadata);
    }

    protected override void CreateInitial() => Pending.Change(static map => map with
    {
        Compat = MdsCompat.Default,
        EnableMultiple = true,
        EverEnabledMultiple = true,
    });

    protected override void EncodePending(MonitorTransaction transaction)
    {
        PutVersion(transaction, WireWriter.Encode(Pending.Map, Monitor.QuorumFeatures));
        var writer = new WireWriter();
        writer.WriteMap(_pendingMetadata, Codecs.UInt64, Texts);
        if (!writer.Written.SequenceEqual(Store.Get(MetadataPrefix, MetadataKey)))
        {
            transaction.Put(MetadataPrefix, MetadataKey, writer.ToArray());
        }
    }

    protected override IEnumerable<KeyValuePair<string, HealthCheck>> CheckHealth() =>
        _pending is null ? [] : FsHealth.Check(_pending.Map, _complaints);

    protected override ulong TrimTo() =>
        LastCommitted > Monitor.Options.MapVersionsKept ? LastCommitted - Monitor.Options.MapVersionsKept : 0;

    private bool AnswerUnknown(MonitorOperation operation, MMDSBeacon beacon)
    {
        if (beacon.State == MdsState.Boot)
        {
            return false;
        }

        // It was taken out of the map: an empty map tells it to start anew.
        Monitor.Reply(operation, new MMDSMap(Monitor.Fsid, Map.Epoch, new MdsMap { Epoch = Map.Epoch, Compat = Map.Compat }, ""));
        return true;
    }

    private static bool IsLawful(MdsInfo info, MdsState wanted)
    {
        var standsBy = info.State is MdsState.Standby or MdsState.StandbyReplay;
        return !(standsBy && wanted > 0 && wanted != MdsState.Damaged)
            && !(info.Rank >= 0 && !standsBy && wanted is MdsState.Standby or MdsState.StandbyReplay);
    }

    private bool IsKnownComplaint(MMDSBeacon beacon)
    {
        var known = _complaints.TryGetValue(beacon.GlobalId, out var complaints) ? complaints : [];
        return known.Count == beacon.Health.Count
            && known.Zip(beacon.Health).All(static pair =>
                pair.First.Type == pair.Second.Type && pair.First.Message == pair.Second.Message);
    }

    private void Note(MMDSBeacon beacon) => _beacons[beacon.GlobalId] = (Monitor.Elapsed, beacon.Sequence);

    private void Acknowledge(MonitorOperation operation, MMDSBeacon beacon) => Monitor.Reply(
        operation,
        new MMDSBeacon
        {
            PaxosVersion = Map.Epoch,
            Fsid = Monitor.Fsid,
            GlobalId = beacon.GlobalId,
            Name = beacon.Name,
            State = beacon.State,
            Sequence = beacon.Sequence,
            Features = (ulong)Features.Default,
        });

    private void Boot(MonitorSession session, MMDSBeacon beacon)
    {
        // The same name under a new id is the same server, restarted.
        foreach (var former in PendingFsMap.All(Pending.Map).Where(info => info.Name == beacon.Name).ToList())
        {
            Fail(former.Gid);
        }

        Pending.AddStandby(new MdsInfo
        {
            Gid = beacon.GlobalId,
            Name = beacon.Name,
            Addresses = session.Addresses,
            State = MdsState.Standby,
            StateSequence = beacon.Sequence,
            Features = (Features)beacon.Features,
            Compat = beacon.Compat,
            JoinFilesystem = beacon.FsName.Length > 0 ? Pending.Find(beacon.FsName)?.Id ?? -1 : -1,
        });
        _pendingMetadata[beacon.GlobalId] = new OrderedDictionary<string, string>(
            new SortedDictionary<string, string>(beacon.Metadata.ToDictionary(), StringComparer.Ordinal))
        {
            ["addr"] = session.Addresses.ToString(),
        };
    }

    // False for a beacon that is to go without an answer.
    private bool Transition(MdsInfo info, MMDSBeacon beacon)
    {
        _complaints[beacon.GlobalId] = beacon.Health;
        if (!info.LaggySince.IsZero)
        {
            Pending.ChangeMds(info.Gid, static each => each with { LaggySince = UTime.Zero });
        }

        switch (beacon.State)
        {
            case MdsState.Boot:
                return true;
            case MdsState.Absent:
                Fail(info.Gid); // It stops, and says so.
                return true;
            case MdsState.Stopped:
                Pending.Stop(info.Gid);
                return true;
            case MdsState.Damaged:
                Pending.Damage(
                    info.Gid, Osds.Blocklist([info.Addresses], UTime.From(Monitor.Now.ToDateTimeOffset() + options.BlocklistTime)));
                return true;
            default:
                if (info.State == MdsState.Stopping && beacon.State != MdsState.Stopping)
                {
                    return false; // It has not seen yet that it is to stop.
                }

                if (IsLawful(info, beacon.State) && info.State != beacon.State)
                {
                    Pending.ChangeMds(info.Gid, each => each with { State = beacon.State, StateSequence = beacon.Sequence });
                }

                return true;
        }
    }
}
