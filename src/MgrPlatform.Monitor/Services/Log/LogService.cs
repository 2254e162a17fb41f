using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Log;

/// <summary>The cluster log: lines of daemons and of the monitors themselves, in one order for everybody.</summary>
public sealed class LogService : PaxosService
{
    private const string SubscriptionPrefix = "log-";
    private const byte EntriesVersion = 1;
    private const int EntriesPerVersion = 4096;
    private const int LinesRemembered = 10_000;
    private const int LongestLine = 64 * 1024;

    private readonly List<LogEntry> _pending = [];
    private readonly Queue<LogEntry> _recent = [];
    private readonly List<LogEntry> _ours = [];
    private ulong _loaded;
    private ulong _sequence;

    public LogService(MonitorContext monitor)
        : base(monitor, "logm") =>
        monitor.Logged = Write;

    public override IReadOnlyList<MonitorCommand> Commands => LogCommands.Of(this);

    public override IReadOnlyList<MessageType> Messages => [MessageType.Log];

    protected override TimeSpan ProposeDelay => Monitor.Options.LogProposeDelay;

    /// <summary>The newest lines, the oldest first.</summary>
    public IEnumerable<LogEntry> Recent => _recent;

    internal MonitorContext Context => Monitor;

    public override bool Offers(string subscription) =>
        subscription.StartsWith(SubscriptionPrefix, StringComparison.Ordinal) && TryLevel(subscription[SubscriptionPrefix.Length..], out _);

    public override void Update(MonitorSession session, SessionSubscription subscription)
    {
        if (subscription.Next == 0)
        {
            subscription.Next = LastCommitted + 1; // From now on.
            return;
        }

        TryLevel(subscription.What[SubscriptionPrefix.Length..], out var level);
        for (var version = Math.Max(subscription.Next, FirstCommitted); version <= LastCommitted && version > 0; version++)
        {
            var entries = Entries(version).Where(entry => entry.Level >= level).ToList();
            if (entries.Count > 0)
            {
                Monitor.Deliver(session, subscription, new MLog(version, Monitor.Fsid, entries), version);
                if (subscription.IsOnce)
                {
                    return;
                }
            }
        }

        subscription.Next = LastCommitted + 1;
    }

    public override UpdateOutcome Prepare(MonitorOperation operation)
    {
        if (operation.Message is not MLog log || log.Entries.Count == 0 || log.Fsid != Monitor.Fsid)
        {
            Monitor.NoReply(operation);
            return UpdateOutcome.Done;
        }

        if (!operation.Session.Caps.Allow(new Caps.CapRequest(
            operation.Session.Name, "log", "", Caps.CapPermissions.Write, operation.Session.Socket.EndPoint?.Address)))
        {
            Monitor.NoReply(operation);
            return UpdateOutcome.Done;
        }

        foreach (var entry in log.Entries.Where(entry => !IsKnown(entry)).Take(EntriesPerVersion - _pending.Count))
        {
            _pending.Add(entry.Message.Length <= LongestLine ? entry : entry with { Message = entry.Message[..LongestLine] });
        }

        var last = log.Entries[^1];
        return UpdateOutcome.AfterCommit(() => Monitor.Reply(operation, new MLogAck(Monitor.Fsid, last.Sequence, last.Channel)));
    }

    /// <summary>A line of this monitor. It becomes part of the log at the leader; a peon's are sent there.</summary>
    private void Write(LogLevel level, string channel, string text)
    {
        if (!Monitor.IsInQuorum || _ours.Count >= EntriesPerVersion)
        {
            return;
        }

        var entry = Entry(EntityType.Monitor, Monitor.Name, level, channel, text);
        if (IsWriteable)
        {
            _pending.Add(entry);
            Propose();
        }
        else
        {
            _ours.Add(entry);
        }
    }

    /// <summary>A line that a command hands in, under the name of who gave it.</summary>
    internal void Write(MonitorSession session, LogLevel level, string channel, string text)
    {
        _pending.Add(new LogEntry(
            session.Name, new EntityInstance(session.Type, -1), session.Addresses, Monitor.Now, 0, level, text, channel));
        Propose();
    }

    public override void Tick()
    {
        if (_ours.Count == 0)
        {
            return;
        }

        if (IsWriteable)
        {
            _pending.AddRange(_ours);
            _ours.Clear();
            Propose();
        }
        else if (!Monitor.IsLeader && Monitor.LeaderName is { } leader)
        {
            Monitor.SendToMonitor(leader, new MLog(0, Monitor.Fsid, [.. _ours]));
            _ours.Clear();
        }
    }

    protected override void UpdateFromStore()
    {
        if (_loaded > LastCommitted || _loaded + 1 < FirstCommitted)
        {
            _recent.Clear();
            _loaded = 0;
        }

        for (var version = Math.Max(_loaded + 1, FirstCommitted); version <= LastCommitted && version > 0; version++)
        {
            foreach (var entry in Entries(version))
            {
                _recent.Enqueue(entry);
                if (_recent.Count > LinesRemembered)
                {
                    _recent.Dequeue();
                }
            }
        }

        _loaded = LastCommitted;
    }

    protected override void PostRefresh() => Monitor.UpdateSubscribers(this);

    protected override void CreatePending() => _pending.Clear();

    protected override void CreateInitial() => _pending.Add(Entry(
        EntityType.Monitor, Monitor.Name, LogLevel.Information, "cluster", $"mkfs {Monitor.Fsid}"));

    protected override void EncodePending(MonitorTransaction transaction)
    {
        var writer = new WireWriter();
        writer.WriteByte(EntriesVersion);
        foreach (var entry in _pending)
        {
            writer.Write(entry);
        }

        PutVersion(transaction, writer.ToArray());
    }

    protected override ulong TrimTo() =>
        LastCommitted > Monitor.Options.LogVersionsKept ? LastCommitted - Monitor.Options.LogVersionsKept : 0;

    internal static bool TryLevel(string name, out LogLevel level)
    {
        (var isKnown, level) = name switch
        {
            "debug" => (true, LogLevel.Debug),
            "info" => (true, LogLevel.Information),
            "sec" => (true, LogLevel.Security),
            "warn" => (true, LogLevel.Warning),
            "error" => (true, LogLevel.Error),
            _ => (false, LogLevel.Error),
        };
        return isKnown;
    }

    private LogEntry Entry(EntityType type, string id, LogLevel level, string channel, string text) => new(
        new EntityName(type, id),
        new EntityInstance(type, Monitor.Rank),
        Monitor.MonMap.Monitors.TryGetValue(Monitor.Name, out var us) ? us.Addresses : EntityAddressVector.Empty,
        Monitor.Now,
        ++_sequence,
        level,
        text,
        channel);

    // A client that saw its connection break sends again what may have arrived.
    private bool IsKnown(LogEntry entry) =>
        entry.Sequence > 0
            && (_pending.Any(other => IsSame(other, entry)) || _recent.TakeLast(EntriesPerVersion).Any(other => IsSame(other, entry)));

    private static bool IsSame(LogEntry some, LogEntry other) =>
        some.Sequence == other.Sequence && some.Name == other.Name && some.Stamp == other.Stamp && some.Rank == other.Rank;

    private IReadOnlyList<LogEntry> Entries(ulong version)
    {
        var bytes = GetVersion(version) ?? throw new MonitorStoreException($"the store has no {Name}/{version}");
        return StoreReading.Decode<IReadOnlyList<LogEntry>>(Name, MonitorTransaction.Version(version), bytes, static (ref reader) =>
        {
            List<LogEntry> entries = [];
            reader.ReadByte();
            while (!reader.AtEnd)
            {
                entries.Add(reader.Read<LogEntry>());
            }

            return entries;
        });
    }
}
