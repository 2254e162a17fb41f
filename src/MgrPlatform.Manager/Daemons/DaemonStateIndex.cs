using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Daemons;

/// <summary>
/// Every daemon that has reported, or that the monitors know: metadata, state, counters. Messages of one session come one after the other,
/// those of different sessions from any thread. Times are seconds since 1970.
/// </summary>
public sealed class DaemonStateIndex(ServiceRegistry services)
{
    // A key that many gateways share has some dozens; whoever has one key must not fill the service map.
    private const int ServicesPerName = 1000;

    private readonly ConcurrentDictionary<DaemonKey, DaemonRecord> _records = new();
    private readonly CounterLayouts _layouts = new();
    private readonly OptionDefaults _defaults = new();
    private readonly Lock _ownership = new();
    private long _version;
    private long _metadataVersion;

    /// <summary>Changes with every report.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Changes when a daemon comes or goes for good, or its metadata or options change.</summary>
    public long MetadataVersion => Volatile.Read(ref _metadataVersion);

    public IReadOnlyCollection<DaemonState> Daemons =>
        [.. _records.Values.Select(static record => record.State).OrderBy(static state => state.Key.Type, StringComparer.Ordinal)
            .ThenBy(static state => state.Key.Id, StringComparer.Ordinal)];

    public DaemonState? Find(DaemonKey key) => _records.GetValueOrDefault(key)?.State;

    /// <summary>Those of one kind: <c>osd</c>.</summary>
    public IEnumerable<DaemonState> OfType(string type) => Daemons.Where(state => state.Key.Type == type);

    /// <summary>Those on one host.</summary>
    public IEnumerable<DaemonState> OnHost(string hostname) => Daemons.Where(state => state.Hostname == hostname);

    /// <summary>Daemons that have opened and of which the monitors have not been asked since.</summary>
    public ImmutableArray<DaemonKey> WithoutMetadata =>
        [.. _records.Values.Where(static record => record.NeedsMetadata).Select(static record => record.Key)];

    /// <summary>Daemons whose connection is there.</summary>
    public int Connected => _records.Values.Count(static record => record.Owner is not null);

    /// <summary>A daemon begins to report. A connection that spoke for it before does so no longer.</summary>
    public ReportOutcome Open(DaemonSession session, MMgrOpen open, double now)
    {
        if (!DaemonIdentity.TryResolve(session.Peer.Name, open.ServiceName, open.DaemonName, out var key, out var refusal))
        {
            return new ReportOutcome(refusal);
        }

        if (session.Record is { } opened && opened.Key != key)
        {
            return new ReportOutcome($"{opened.Key} opens again as {key}");
        }

        if (open.ServiceDaemon && ServicesOf(session.Peer.Name, key) >= ServicesPerName)
        {
            return new ReportOutcome($"{session.Peer.Name} registers more than {ServicesPerName} services");
        }

        DaemonRecord record;
        lock (_ownership)
        {
            record = _records.GetOrAdd(key, static key => new DaemonRecord(key));
            record.Owner = session;
            record.Registrant = open.ServiceDaemon ? session.Peer.Name : null;
            record.LastHeard = now;
            session.Record = record;
            session.Layout = CounterLayout.Empty;
            session.IsService = open.ServiceDaemon;
            record.NeedsMetadata = !open.ServiceDaemon;
        }

        SetConfig(record, open.Config);
        Interlocked.Increment(ref _metadataVersion);
        record.Defaults = open.ConfigDefaults is { } defaults ? _defaults.Intern(defaults) : record.Defaults;
        if (open.ServiceDaemon)
        {
            record.SetMetadata(open.ServiceMetadata!);
            record.SetStatus(open.ServiceStatus!);
            record.StatusHeard = now;
            services.Register(key, session.Peer.Gid, session.Peer.Address, open.ServiceMetadata!, now);
        }

        return default;
    }

    /// <summary>A daemon's counters and state.</summary>
    /// <exception cref="WireFormatException">Its values do not match what it declared.</exception>
    public ReportOutcome Report(DaemonSession session, MMgrReport report, double now)
    {
        if (Refuse(session, report.ServiceName, report.DaemonName) is { } refusal)
        {
            return new ReportOutcome(refusal);
        }

        var record = session.Record!;
        var declares = report.Declared.Count > 0 || report.Undeclared.Count > 0;
        if (declares)
        {
            session.Layout = _layouts.Change(session.Layout, report.Declared, report.Undeclared);
        }

        if (report.Packed.Length > 0)
        {
            AddReading(record, session.Layout, report.Packed, now);
        }

        record.LastHeard = now;
        TakeStatus(session, record, report, now);
        Interlocked.Increment(ref _version);
        return new ReportOutcome(null, declares);
    }

    /// <summary>A daemon's metadata changed.</summary>
    public ReportOutcome Update(DaemonSession session, MMgrUpdate update, double now)
    {
        if (Refuse(session, update.ServiceName, update.DaemonName) is { } refusal)
        {
            return new ReportOutcome(refusal);
        }

        var record = session.Record!;
        record.LastHeard = now;
        if (update.Metadata is null)
        {
            return default;
        }

        SetMetadata(record.Key, update.Metadata);
        record.SetStatus(update.Status ?? ImmutableSortedDictionary<string, string>.Empty);
        if (session.IsService)
        {
            services.Register(record.Key, session.Peer.Gid, session.Peer.Address, update.Metadata, now);
        }

        return default;
    }

    /// <summary>A daemon ends: it is forgotten at once if it is a service, otherwise when the map no longer has it.</summary>
    public ReportOutcome Close(DaemonSession session, MMgrClose close)
    {
        if (Refuse(session, close.ServiceName, close.DaemonName) is { } refusal)
        {
            return new ReportOutcome(refusal);
        }

        var key = session.Record!.Key;
        if (Release(session, isForgotten: session.IsService) && session.IsService)
        {
            services.Remove(key);
        }

        return default;
    }

    /// <summary>
    /// A connection is gone. What it reported stays until the daemon is known to be gone; that of a client that is no service goes with it,
    /// for no map tells when it has gone.
    /// </summary>
    public void Lost(DaemonSession session) =>
        Release(session, isForgotten: session.Peer.Name.Type == EntityType.Client && !session.IsService);

    /// <summary>True when it spoke for its daemon to the last.</summary>
    private bool Release(DaemonSession session, bool isForgotten)
    {
        lock (_ownership)
        {
            var isOwner = session.Record is { } owned && ReferenceEquals(owned.Owner, session);
            if (isOwner)
            {
                session.Record!.Owner = null;
                session.Record.HealthMetrics = [];
            }

            if (isOwner && isForgotten && _records.TryRemove(KeyValuePair.Create(session.Record!.Key, session.Record)))
            {
                Interlocked.Increment(ref _metadataVersion);
            }

            session.Record = null;
            return isOwner;
        }
    }

    /// <summary>What the monitors know of a daemon, reporting or not.</summary>
    public void SetMetadata(DaemonKey key, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        if (_records.GetOrAdd(key, static key => new DaemonRecord(key)).SetMetadata(metadata))
        {
            Interlocked.Increment(ref _metadataVersion);
        }
    }

    /// <summary>Forgets the daemons of a kind that no map has any more, unless one still speaks for itself. Returns how many.</summary>
    public int Cull(string type, IReadOnlySet<string> existing)
    {
        var culled = 0;
        foreach (var record in _records.Values.Where(record =>
            record.Key.Type == type && !existing.Contains(record.Key.Id) && record.Owner is null))
        {
            culled += _records.TryRemove(record.Key, out _) ? 1 : 0;
            Interlocked.Increment(ref _metadataVersion);
        }

        return culled;
    }

    /// <summary>Forgets services that have been silent for too long. Returns their names.</summary>
    public ImmutableArray<DaemonKey> DropSilentServices(double now, double grace)
    {
        var silent = services.Silent(now, grace);
        foreach (var key in silent)
        {
            services.Remove(key);
            _records.TryRemove(key, out _);
            Interlocked.Increment(ref _metadataVersion);
        }

        return silent;
    }

    /// <summary>What daemons say of themselves that is a bad sign.</summary>
    public IReadOnlyList<(DaemonKey Key, IReadOnlyList<DaemonHealthMetric> Metrics)> HealthMetrics() =>
        [.. _records.Values
            .Where(static record => record.HealthMetrics.Count > 0)
            .Select(static record => (record.Key, record.HealthMetrics))];

    /// <summary>The options of a daemon that are not at their default, by level; null when it has not said so.</summary>
    public DaemonConfig? ConfigOf(DaemonKey key) => _records.GetValueOrDefault(key)?.Config;

    /// <summary>A daemon's defaults; empty when it has not said so.</summary>
    public IReadOnlyDictionary<string, string> DefaultsOf(DaemonKey key) =>
        _records.GetValueOrDefault(key)?.Defaults ?? ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The names of all options that some daemon does not have at its default.</summary>
    public ImmutableSortedSet<string> ModifiedOptions() =>
        _records.Values.SelectMany(static record => record.Config?.Values.Keys ?? []).ToImmutableSortedSet(StringComparer.Ordinal);

    /// <summary>What services said of themselves, and when they were last heard of.</summary>
    public IReadOnlyList<(DaemonState Daemon, double StatusHeard, double Heard)> Services() =>
        [.. _records.Values
            .Where(static record => record.Owner is { IsService: true })
            .Select(static record => (record.State, record.StatusHeard, record.LastHeard))];

    private int ServicesOf(EntityName name, DaemonKey besides) =>
        _records.Values.Count(record => record.Registrant == name && record.Key != besides);

    private static string? Refuse(DaemonSession session, string serviceName, string daemonName)
    {
        if (session.Record is not { } record)
        {
            return $"{session.Peer.Name} reports before it has opened";
        }

        if (!DaemonIdentity.TryResolve(session.Peer.Name, serviceName, daemonName, out var key, out var refusal))
        {
            return refusal;
        }

        return key != record.Key ? $"{record.Key} reports as {key}"
            : !ReferenceEquals(record.Owner, session) ? $"another connection speaks for {key} now"
            : null;
    }

    private static void AddReading(DaemonRecord record, CounterLayout layout, byte[] packed, double now)
    {
        const int OnStack = 512;
        var count = layout.ValueCount;
        var rented = count > OnStack ? ArrayPool<ulong>.Shared.Rent(count) : null;
        var values = rented is null ? stackalloc ulong[OnStack] : rented.AsSpan();
        values = values[..count];
        PackedCounters.Unpack(packed, layout.Kinds, values);
        record.AddReading(now, layout, values);
        if (rented is not null)
        {
            ArrayPool<ulong>.Shared.Return(rented);
        }
    }

    private void SetConfig(DaemonRecord record, DaemonConfig? config)
    {
        if (config is not null)
        {
            record.Config = config;
            Interlocked.Increment(ref _metadataVersion);
        }
    }

    private void TakeStatus(DaemonSession session, DaemonRecord record, MMgrReport report, double now)
    {
        // Every OSD says each time that nothing is wrong: that is not kept.
        record.HealthMetrics = report.HealthMetrics.All(static metric => metric.Value == 0) ? [] : report.HealthMetrics;
        SetConfig(record, report.Config);
        if (report.DaemonStatus is { } status)
        {
            record.SetStatus(status);
            record.StatusHeard = now;
        }

        if (session.IsService)
        {
            services.Heard(record.Key, now);
        }

        if (report.TaskStatus is { } tasks && (tasks.Count > 0 || record.TaskStatus.Count > 0))
        {
            record.TaskStatus = tasks;
            services.SetTaskStatus(record.Key, session.Peer.Gid, session.Peer.Address, tasks, now);
        }
    }
}
