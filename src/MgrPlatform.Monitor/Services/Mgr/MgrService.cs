using MgrPlatform.Monitor.Caps;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Mgr;

/// <summary>
/// Which manager is active, which stand by, and what the active one can do. A manager is judged by its beacons and, faster, by its session:
/// when the active one's ends and it is nowhere back within a second or two, it is replaced.
/// </summary>
public sealed class MgrService(MonitorContext monitor) : PaxosService(monitor, "mgr")
{
    private const string MetadataPrefix = "mgr_metadata";
    private const string CommandsPrefix = "mgr_command_descs";
    private const string CommandsKey = "";

    private static readonly TimeSpan BlocklistTime = TimeSpan.FromDays(1);
    private static readonly TimeSpan BeaconPeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan JudgeAgain = TimeSpan.FromMilliseconds(100);
    private static readonly Codec<OrderedDictionary<string, string>> MetadataCodec = Codecs.Map(Codecs.String, Codecs.String);
    private static readonly Codec<MonCommand[]> CommandsCodec = Codecs.List(Codecs.Of<MonCommand>());

    private readonly BeaconClock _beacons = new();
    private readonly SortedDictionary<string, IReadOnlyDictionary<string, string>?> _pendingMetadata = new(StringComparer.Ordinal);
    private MgrMap _pending = new();
    private IReadOnlyList<MonCommand>? _pendingCommands;
    private TimeSpan _nextDigest;
    private TimeSpan? _inactiveSince;
    private TimeSpan? _judgeAt; // When an active manager that lost its session should be back.

    public MgrMap Map { get; private set; } = new();

    /// <summary>The active manager's commands; flag 8 is set, so that clients send them there.</summary>
    public IReadOnlyList<MonCommand> ManagerCommands { get; private set; } = FirstManagerCommands.All;

    public override IReadOnlyList<MonitorCommand> Commands => [.. MgrCommands.Of(this), MgrSessions.Command(this)];

    public override IReadOnlyList<MessageType> Messages => [MessageType.MgrBeacon];

    public override string DaemonKind => "mgr";

    public override IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, string>>> DaemonMetadata =>
        ((string[])[Map.ActiveName, .. Map.Standbys.Values.Select(static standby => standby.Name)])
            .Where(static name => name.Length > 0)
            .Select(name => KeyValuePair.Create(name, Metadata(name)))
            .Where(static daemon => daemon.Value.Count > 0);

    internal MonitorContext Context => Monitor;

    internal MgrMap Pending => _pending;

    internal override TimeSpan? WakeAt => IsWriteable ? _judgeAt : null;

    public override bool Offers(string subscription) => subscription is "mgrmap" or "mgrdigest";

    public override void Update(MonitorSession session, SessionSubscription subscription)
    {
        if (subscription.What == "mgrdigest")
        {
            SendDigest(session);
        }
        else if (Map.Epoch > 0 && subscription.Next <= Map.Epoch)
        {
            Monitor.Deliver(session, subscription, new MMgrMap(Map), Map.Epoch);
        }
    }

    /// <summary>The map of an epoch (0: the newest); null when it is not kept.</summary>
    public MgrMap? Find(ulong epoch) =>
        epoch == 0 || epoch == Map.Epoch ? Map
        : GetVersion(epoch) is { } bytes ? StoreReading.Decode(
            Name, MonitorTransaction.Version(epoch), bytes, static (ref r) => r.Read<MgrMap>())
        : null;

    /// <summary>What a manager said of itself; empty for one that is not known.</summary>
    public IReadOnlyDictionary<string, string> Metadata(string name) =>
        Store.Get(MetadataPrefix, name) is { } bytes
            ? StoreReading.Decode(MetadataPrefix, name, bytes, static (ref r) => MetadataCodec.Read(ref r))
            : new Dictionary<string, string>();

    public override bool TryAnswer(MonitorOperation operation)
    {
        if (operation.Message is MMgrBeacon beacon && beacon.Fsid == Monitor.Fsid && operation.Session.Caps.Allow(
            new CapRequest(operation.Session.Name, "mgr", "", CapPermissions.Execute, operation.Session.Socket.EndPoint?.Address)))
        {
            return false;
        }

        Monitor.NoReply(operation);
        return true;
    }

    public override UpdateOutcome Prepare(MonitorOperation operation)
    {
        Monitor.NoReply(operation);
        var beacon = (MMgrBeacon)operation.Message;
        _beacons.Heard(beacon.Gid, Monitor.Elapsed);
        var before = _pending;
        var after = MgrBeacons.Apply(_pending, beacon, Monitor.Now, out var verdict);
        if (verdict.Restarted is { } restarted)
        {
            if (!TryBlocklist(before, out var epoch))
            {
                return UpdateOutcome.Done; // The next beacon finds the OSD map ready.
            }

            after = after with { LastFailureOsdEpoch = epoch };
            Monitor.Log(LogLevel.Information, $"Active manager daemon {restarted} restarted");
        }

        _pending = after;

        if (verdict.Activated)
        {
            Monitor.Log(LogLevel.Information, $"Activating manager daemon {beacon.Name}");
        }
        else if (verdict.StandbyRestarted)
        {
            Monitor.Log(LogLevel.Debug, $"Standby manager daemon {beacon.Name} restarted");
        }
        else if (verdict.StandbyStarted)
        {
            Monitor.Log(LogLevel.Debug, $"Standby manager daemon {beacon.Name} started");
        }

        if (verdict.BecameAvailable)
        {
            Monitor.Log(LogLevel.Information, $"Manager daemon {beacon.Name} is now available");
        }

        if (verdict.TakesCommands)
        {
            Take([.. beacon.Commands.Select(static command => command with { Flags = command.Flags | MonCommandFlags.Manager })]);
        }

        if (beacon.Metadata.Count > 0 && !SameMetadata(beacon.Name, beacon.Metadata))
        {
            _pendingMetadata[beacon.Name] = beacon.Metadata;
        }

        return ReferenceEquals(before, _pending) && _pendingMetadata.Count == 0 && _pendingCommands is null
            ? UpdateOutcome.Done
            : UpdateOutcome.AfterCommit();
    }

    /// <summary>Takes a manager out of the map; false when nobody is called that, null when it must be tried again. Leader only.</summary>
    internal bool? Fail(string who)
    {
        var gid = who.Length == 0 ? _pending.ActiveGid
            : ulong.TryParse(who, out var number) ? number
            : _pending.ActiveName == who ? _pending.ActiveGid
            : _pending.Standbys.Values.Where(standby => standby.Name == who).Select(static standby => standby.Gid).FirstOrDefault();
        if (gid == 0)
        {
            return false;
        }

        if (gid == _pending.ActiveGid)
        {
            return DropActive() ? true : null;
        }

        if (!_pending.Standbys.TryGetValue(gid, out var dropped))
        {
            return false;
        }

        DropStandby(dropped);
        return true;
    }

    internal void Change(MgrMap map)
    {
        _pending = map;
        Propose();
    }

    internal void SessionChanged(ulong gid, bool isOpen)
    {
        _beacons.SessionChanged(gid, isOpen, Monitor.Elapsed);
        if (!isOpen && gid == _pending.ActiveGid)
        {
            _judgeAt = Monitor.Elapsed + Monitor.Options.ManagerReturnGrace;
        }
    }

    public override void OnSessionEnd(MonitorSession session) => MgrSessions.Report(this, session, isOpen: false);

    public override void OnSessionStart(MonitorSession session) => MgrSessions.Report(this, session, isOpen: true);

    public override void OnActive()
    {
        _nextDigest = TimeSpan.Zero;
        _inactiveSince = null;
        if (Monitor.IsLeader)
        {
            // Beacons of the time before the election are nobody's fault.
            _beacons.Restart(Monitor.Elapsed);
        }
    }

    public override void OnRestart()
    {
        _beacons.Forget();
        _judgeAt = null;
    }

    public override void Tick()
    {
        if (Monitor.IsInQuorum && Monitor.Elapsed >= _nextDigest)
        {
            _nextDigest = Monitor.Elapsed + Monitor.Options.DigestPeriod;
            Monitor.UpdateSubscribers(this, static what => what == "mgrdigest");
        }

        if (!IsWriteable)
        {
            return;
        }

        _judgeAt = _judgeAt <= Monitor.Elapsed ? null : _judgeAt;
        _beacons.Tick(Monitor.Elapsed, Monitor.Options.ManagerBeaconGrace - BeaconPeriod);
        foreach (var standby in _pending.Standbys.Values.ToList())
        {
            if (_beacons.Since(standby.Gid, Monitor.Elapsed) > Monitor.Options.ManagerBeaconGrace)
            {
                Monitor.Log(
                    LogLevel.Information,
                    $"Manager daemon {standby.Name} is unresponsive. No beacon for {Seconds(standby.Gid)} seconds; dropping standby");
                DropStandby(standby);
            }
        }

        if (_pending.ActiveGid != 0)
        {
            JudgeActive();
        }
        else if (_pending.Standbys.Count > 0)
        {
            Promote();
        }

        JudgeHealth();
    }

    protected override void UpdateFromStore()
    {
        Map = LastCommitted > 0 ? LoadVersion<MgrMap>(LastCommitted) : Map;
        ManagerCommands = Store.Get(CommandsPrefix, CommandsKey) is { } bytes
            ? StoreReading.Decode(CommandsPrefix, CommandsKey, bytes, static (ref r) => CommandsCodec.Read(ref r))
            : FirstManagerCommands.All;
    }

    protected override void PostRefresh() => Monitor.UpdateSubscribers(this, static what => what == "mgrmap");

    protected override void CreatePending()
    {
        _pending = Map;
        _pendingMetadata.Clear();
        _pendingCommands = null;
    }

    protected override void CreateInitial() => _pending = new MgrMap
    {
        Modules = AlwaysOnModules.Initial,
        AlwaysOnModules = AlwaysOnModules.ByRelease,
    };

    protected override void EncodePending(MonitorTransaction transaction)
    {
        _pending = _pending with { Epoch = (uint)LastCommitted + 1 };
        PutVersion(transaction, WireWriter.Encode(_pending));
        foreach (var (name, metadata) in _pendingMetadata)
        {
            if (metadata is null)
            {
                transaction.Erase(MetadataPrefix, name);
                continue;
            }

            var writer = new WireWriter();
            MetadataCodec.Write(writer, new(metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal)));
            transaction.Put(MetadataPrefix, name, writer.ToArray());
        }

        if (_pendingCommands is { } commands)
        {
            var writer = new WireWriter();
            CommandsCodec.Write(writer, [.. commands]);
            transaction.Put(CommandsPrefix, CommandsKey, writer.ToArray());
        }
    }

    protected override ulong TrimTo() =>
        LastCommitted > Monitor.Options.MapVersionsKept ? LastCommitted - Monitor.Options.MapVersionsKept : 0;

    protected override IEnumerable<KeyValuePair<string, HealthCheck>> CheckHealth() =>
        MgrHealth.Check(_pending, InactiveFor(), Age(), Monitor.Options);

    private TimeSpan InactiveFor() => _inactiveSince is { } since ? Monitor.Elapsed - since : TimeSpan.Zero;

    private TimeSpan Age() =>
        Monitor.MonMap.Created.IsZero ? TimeSpan.MaxValue : Monitor.Now.ToTimeSpan() - Monitor.MonMap.Created.ToTimeSpan();

    private void JudgeActive()
    {
        var gid = _pending.ActiveGid;
        if (_beacons.Since(gid, Monitor.Elapsed) > Monitor.Options.ManagerBeaconGrace)
        {
            DropActive($"Manager daemon {_pending.ActiveName} is unresponsive, replacing it with standby daemon {NextName()}");
        }
        else if (_beacons.LostFor(gid, Monitor.Elapsed) >= Monitor.Options.ManagerReturnGrace && _pending.Standbys.Count > 0
            && !DropActive($"Manager daemon {_pending.ActiveName} has closed its session, replacing it with standby daemon {NextName()}"))
        {
            _judgeAt = Monitor.Elapsed + JudgeAgain;
        }
    }

    private void JudgeHealth()
    {
        if (_pending.ActiveGid != 0 && _pending.Available)
        {
            _inactiveSince = null;
        }
        else
        {
            _inactiveSince ??= Monitor.Elapsed;
        }

        var checks = CheckHealth().ToDictionary();
        if (checks.Count != HealthChecks.Count
            || checks.Any(check => !HealthChecks.TryGetValue(check.Key, out var known) || known.Severity != check.Value.Severity))
        {
            Propose();
        }
    }

    /// <summary>False when the OSD map cannot be changed at this moment: the two maps must say it together.</summary>
    private bool DropActive(string reason = "")
    {
        if (!TryBlocklist(_pending, out var epoch))
        {
            return false;
        }

        if (reason.Length > 0)
        {
            Monitor.Log(LogLevel.Information, reason);
        }

        _beacons.Forget(_pending.ActiveGid);
        _pendingMetadata[_pending.ActiveName] = null;
        _pending = MgrBeacons.WithoutActive(_pending, Monitor.Now) with { LastFailureOsdEpoch = epoch };
        Promote();
        Propose(immediately: true);
        _nextDigest = TimeSpan.Zero;
        return true;
    }

    private bool TryBlocklist(MgrMap dropped, out uint epoch)
    {
        epoch = dropped.LastFailureOsdEpoch;
        var addresses =
            dropped.ActiveAddresses.Addresses.Count > 0 ? [dropped.ActiveAddresses, .. dropped.ClientAddresses] : dropped.ClientAddresses;
        if (addresses.Count == 0 || Monitor.Blocklist is not { } blocklist)
        {
            return true;
        }

        if (blocklist(addresses, BlocklistTime) is not { } known)
        {
            return false;
        }

        epoch = known;
        return true;
    }

    private void DropStandby(MgrStandby standby)
    {
        _beacons.Forget(standby.Gid);
        _pendingMetadata[standby.Name] = null;
        _pending = MgrBeacons.WithoutStandby(_pending, standby.Gid);
        Propose(immediately: true);
    }

    private void Promote()
    {
        if (_pending.Standbys.Count == 0)
        {
            return;
        }

        _pending = MgrBeacons.Promote(_pending, Monitor.Now);
        _beacons.Heard(_pending.ActiveGid, Monitor.Elapsed);
        Monitor.Log(LogLevel.Information, $"Activating manager daemon {_pending.ActiveName}");
        Propose(immediately: true);
    }

    private string NextName() =>
        _pending.Standbys.Count == 0 ? "(none)" : _pending.Standbys.OrderBy(static standby => standby.Key).First().Value.Name;

    private string Seconds(ulong gid) =>
        ((long)_beacons.Since(gid, Monitor.Elapsed).TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Take(IReadOnlyList<MonCommand> commands)
    {
        // A manager repeats a table that it changed, in case a beacon was lost.
        if (!commands.SequenceEqual(_pendingCommands ?? ManagerCommands))
        {
            _pendingCommands = commands;
        }
    }

    private bool SameMetadata(string name, IReadOnlyDictionary<string, string> metadata)
    {
        var known = Metadata(name);
        return known.Count == metadata.Count && metadata.All(pair => known.TryGetValue(pair.Key, out var value) && value == pair.Value);
    }

    private void SendDigest(MonitorSession session)
    {
        if (Monitor.IsInQuorum)
        {
            Monitor.Send(session, new MMgrDigest(MonitorStatus.Json(Monitor), MonitorStatus.HealthJson(Monitor)));
        }
    }
}
