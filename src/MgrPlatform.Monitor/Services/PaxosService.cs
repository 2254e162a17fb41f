using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Messages;

namespace MgrPlatform.Monitor.Services;

/// <summary>
/// One of the things that the monitors agree on: a map, the log, the keys … A service holds the committed state, which every member has,
/// and at the leader a pending state, in which the changes of the next version gather. Its life:
/// <code>
/// at every member, after each commit   UpdateFromStore (all services), then PostRefresh (all services)
/// a new leader                         CreatePending, and CreateInitial if nothing was ever committed
/// a message or command                 TryAnswer anywhere; else at the leader Prepare changes the pending state
/// at the end of the step               EncodePending writes the next version into one transaction with all other services that wait
/// committed                            UpdateFromStore, whoever waited is answered, CreatePending
/// an election instead                  the pending state is thrown away; whoever waited starts anew, at whatever monitor leads now
/// </code>
/// Versions are stored under the service's name: <c>first_committed</c>, <c>last_committed</c>, one key a version, <c>full_N</c> for whole
/// maps. Called by one loop only; must not keep anything between calls that is not state of these two kinds.
/// </summary>
public abstract class PaxosService(MonitorContext monitor, string name)
{
    private const string FirstCommittedKey = "first_committed";
    private const string LastCommittedKey = "last_committed";
    private const string FormatVersionKey = "format_version";
    private const string HealthPrefix = "health";
    private const ulong TrimAtLeast = 250;
    private const ulong TrimAtMost = 500;

    private static readonly IReadOnlyDictionary<string, HealthCheck> Healthy = new SortedDictionary<string, HealthCheck>();
    private TimeSpan? _proposeAt;
    private bool _isLoaded;

    /// <summary>Ceph's prefix in the store: <c>osdmap</c>, <c>mdsmap</c>, <c>logm</c> …</summary>
    public string Name { get; } = name;

    public ulong FirstCommitted { get; private set; }

    public ulong LastCommitted { get; private set; }

    /// <summary>The health checks that the leader stored with the last commit of this service.</summary>
    public IReadOnlyDictionary<string, HealthCheck> HealthChecks { get; private set; } = Healthy;

    /// <summary>Whether we lead and may change the pending state now.</summary>
    public bool IsWriteable => Monitor.IsWriteable && HasPending;

    internal bool HasPending { get; private set; }

    /// <summary>When the pending state should be proposed, on the steady clock; null when it has no changes.</summary>
    internal TimeSpan? ProposeAt => _proposeAt;

    protected MonitorContext Monitor { get; } = monitor;

    protected IMonitorStore Store => Monitor.Store;

    /// <summary>
    /// A moment, on the steady clock, for which <see cref="Tick"/> should not wait for its turn; null for none. One that is past must be gone
    /// after that tick.
    /// </summary>
    internal virtual TimeSpan? WakeAt => null;

    /// <summary>How long changes may gather before they are proposed. A proposal of another service takes them along.</summary>
    protected virtual TimeSpan ProposeDelay => TimeSpan.Zero;

    /// <summary>Stored once, so that a later release can tell how it was written.</summary>
    protected virtual ulong FormatVersion => 0;

    /// <summary>False for a service that has nothing to commit.</summary>
    protected virtual bool IsStored => true;

    /// <summary>The commands of this service.</summary>
    public virtual IReadOnlyList<MonitorCommand> Commands => [];

    /// <summary>The kinds of message that are this service's to answer.</summary>
    public virtual IReadOnlyList<MessageType> Messages => [];

    /// <summary>The kind of daemon that this service keeps metadata of: <c>mon</c>, <c>osd</c> …; empty for none.</summary>
    public virtual string DaemonKind => "";

    /// <summary>What those daemons said of themselves, by their names, for <c>versions</c> and <c>node ls</c>.</summary>
    public virtual IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, string>>> DaemonMetadata => [];

    /// <summary>Whether a subscription of this name is this service's.</summary>
    public virtual bool Offers(string subscription) => false;

    /// <summary>Sends what a client wants and does not have yet, through <see cref="MonitorContext.Deliver"/>.</summary>
    public virtual void Update(MonitorSession session, SessionSubscription subscription)
    {
    }

    /// <summary>Answers a message from the committed state; false when the leader must see it.</summary>
    public virtual bool TryAnswer(MonitorOperation operation) => false;

    /// <summary>Takes a message into the pending state. At the leader, while there is one.</summary>
    public virtual UpdateOutcome Prepare(MonitorOperation operation) => UpdateOutcome.Done;

    /// <summary>
    /// A message that was committed with an <see cref="UpdateOutcome.Answer"/> has come again: this is the answer. At the leader.
    /// </summary>
    public virtual void AnswerAgain(MonitorOperation operation, CommandResult answer)
    {
    }

    /// <summary>Every few seconds, on every member of a quorum. Only the leader may propose.</summary>
    public virtual void Tick()
    {
    }

    /// <summary>
    /// A quorum has formed, and this member's state is as new as the quorum's. At the leader after <see cref="CreatePending"/>.
    /// </summary>
    public virtual void OnActive()
    {
    }

    /// <summary>The quorum is gone: forget what only a leader knows (times of beacons …).</summary>
    public virtual void OnRestart()
    {
    }

    /// <summary>A client has logged in.</summary>
    public virtual void OnSessionStart(MonitorSession session)
    {
    }

    /// <summary>A client's connection has ended.</summary>
    public virtual void OnSessionEnd(MonitorSession session)
    {
    }

    /// <summary>Reads the committed state up to <see cref="LastCommitted"/>.</summary>
    protected abstract void UpdateFromStore();

    /// <summary>Makes the pending state anew from the committed one.</summary>
    protected abstract void CreatePending();

    /// <summary>Fills the pending state of a cluster that has no version of this service yet.</summary>
    protected virtual void CreateInitial()
    {
    }

    /// <summary>
    /// Writes the pending state as version <see cref="LastCommitted"/> + 1, with <see cref="PutVersion"/> (which counts it) and, for a map
    /// with increments, <see cref="PutFull"/>.
    /// </summary>
    protected abstract void EncodePending(MonitorTransaction transaction);

    /// <summary>After all services were refreshed: react to what has changed.</summary>
    protected virtual void PostRefresh()
    {
    }

    /// <summary>What is wrong, by code; stored with each commit.</summary>
    protected virtual IEnumerable<KeyValuePair<string, HealthCheck>> CheckHealth() => [];

    /// <summary>The first version to keep, at most <see cref="LastCommitted"/>; 0 for all of them.</summary>
    protected virtual ulong TrimTo() => 0;

    /// <summary>Erases a version and what belongs to it.</summary>
    protected virtual void Trim(MonitorTransaction transaction, ulong version)
    {
        transaction.Erase(Name, version);
        transaction.Erase(Name, FullKey(version));
    }

    /// <summary>
    /// The pending state has changes that are to be committed. Prepare and command handlers need not call it; ticks must.
    /// </summary>
    protected internal void Propose(bool immediately = false)
    {
        if (!Monitor.IsLeader || !HasPending)
        {
            return;
        }

        var at = Monitor.Elapsed + (immediately || LastCommitted <= 1 ? TimeSpan.Zero : ProposeDelay);
        _proposeAt = _proposeAt is { } earlier && earlier < at ? earlier : at;
    }

    /// <summary>Writes a version, increment or whole, and makes it the last one.</summary>
    protected void PutVersion(MonitorTransaction transaction, byte[] value)
    {
        var version = LastCommitted + 1;
        transaction.Put(Name, version, value);
        PutLastCommitted(transaction);
    }

    /// <summary>For a service whose versions have no value of their own.</summary>
    protected void PutLastCommitted(MonitorTransaction transaction)
    {
        if (FirstCommitted == 0)
        {
            transaction.Put(Name, FirstCommittedKey, 1);
        }

        transaction.Put(Name, LastCommittedKey, LastCommitted + 1);
        if (FormatVersion > 0 && LastCommitted == 0)
        {
            transaction.Put(Name, FormatVersionKey, FormatVersion);
        }
    }

    /// <summary>Writes the whole map of the version that is being written, and that it is the latest whole one.</summary>
    protected void PutFull(MonitorTransaction transaction, byte[] value)
    {
        var version = LastCommitted + 1;
        transaction.Put(Name, FullKey(version), value);
        transaction.Put(Name, FullKey("latest"), version);
    }

    protected byte[]? GetVersion(ulong version) => Store.Get(Name, version);

    protected byte[]? GetFull(ulong version) => Store.Get(Name, FullKey(version));

    /// <exception cref="MonitorStoreException">It is not there, or not whole.</exception>
    protected T LoadVersion<T>(ulong version)
        where T : IWireType<T> =>
        Store.Load<T>(Name, MonitorTransaction.Version(version));

    /// <inheritdoc cref="LoadVersion{T}"/>
    protected T LoadFull<T>(ulong version)
        where T : IWireType<T> =>
        Store.Load<T>(Name, FullKey(version));

    /// <summary>The whole map that was written last; 0 when none was.</summary>
    protected ulong LatestFull() => Store.GetNumber(Name, FullKey("latest"));

    /// <summary>Takes the newest committed versions from the store. True when there were any.</summary>
    internal bool Refresh()
    {
        var first = Store.GetNumber(Name, FirstCommittedKey);
        var last = Store.GetNumber(Name, LastCommittedKey);
        if (first > last || (first == 0) != (last == 0))
        {
            // Ceph stores grew without end after a loss of power had left such counters (PR 44511).
            throw new MonitorStoreException($"the versions of {Name} in the store run from {first} to {last}");
        }

        if (_isLoaded && last < LastCommitted && last > 0)
        {
            _isLoaded = false; // A sync has replaced the store.
        }

        FirstCommitted = first;
        if (_isLoaded && last == LastCommitted)
        {
            return false;
        }

        LastCommitted = last;
        _isLoaded = true;
        UpdateFromStore();
        HealthChecks = Store.Get(HealthPrefix, Name) is { } health
            ? StoreReading.Decode(HealthPrefix, Name, health, static (ref reader) => reader.Read<HealthCheckMap>()).Checks
            : Healthy;
        return true;
    }

    internal void RunPostRefresh() => PostRefresh();

    /// <summary>We lead, and what earlier leaders left is committed.</summary>
    internal void BeginLeading()
    {
        if (!IsStored)
        {
            return;
        }

        CreatePending();
        HasPending = true;
        _proposeAt = null;
        if (LastCommitted == 0)
        {
            CreateInitial();
            Propose(immediately: true);
        }
    }

    internal void EndLeading()
    {
        HasPending = false;
        _proposeAt = null;
    }

    /// <summary>Writes the pending state, which is no longer ours to change.</summary>
    internal void Encode(MonitorTransaction transaction)
    {
        HasPending = false;
        _proposeAt = null;
        EncodePending(transaction);
        EncodeHealth(transaction);
        EncodeTrim(transaction);
    }

    private void EncodeHealth(MonitorTransaction transaction)
    {
        var checks = new SortedDictionary<string, HealthCheck>(StringComparer.Ordinal);
        foreach (var (code, check) in CheckHealth())
        {
            checks[code] = check;
        }

        var encoded = WireWriter.Encode(new HealthCheckMap(checks));
        if (!encoded.AsSpan().SequenceEqual(Store.Get(HealthPrefix, Name)))
        {
            transaction.Put(HealthPrefix, Name, encoded);
        }
    }

    private void EncodeTrim(MonitorTransaction transaction)
    {
        var keepFrom = Math.Min(TrimTo(), LastCommitted);
        if (FirstCommitted == 0 || keepFrom < FirstCommitted + TrimAtLeast)
        {
            return;
        }

        var end = Math.Min(keepFrom, FirstCommitted + TrimAtMost);
        for (var version = FirstCommitted; version < end; version++)
        {
            Trim(transaction, version);
        }

        transaction.Put(Name, FirstCommittedKey, end);
    }

    private static string FullKey(ulong version) => FullKey(MonitorTransaction.Version(version));

    private static string FullKey(string version) => "full_" + version;
}
