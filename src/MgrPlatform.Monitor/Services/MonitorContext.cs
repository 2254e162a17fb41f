using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Messages.Quorum;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services;

/// <summary>
/// What services see of the monitor they live in: its place in the quorum, the time of the input that is in work, its store, its clients.
/// What is asked of it becomes effects. The core sets it before every input; nobody keeps values of it.
/// </summary>
public sealed class MonitorContext(string name, MonitorOptions options, IMonitorStore store, FillRandom random)
{
    private readonly SortedDictionary<long, MonitorSession> _sessions = [];

    /// <summary>Our own name: <c>a</c>.</summary>
    public string Name { get; } = name;

    public MonitorOptions Options { get; } = options;

    /// <summary>For reading. What is to be written goes through a service's pending state.</summary>
    public IMonitorStore Store { get; } = store;

    /// <summary>For keys and challenges; a simulation hands in one that repeats itself.</summary>
    public FillRandom Random { get; } = random;

    /// <summary>The wall clock: for stamps only.</summary>
    public UTime Now { get; internal set; }

    /// <summary>The steady clock: for every wait.</summary>
    public TimeSpan Elapsed { get; internal set; }

    /// <summary>The monitors' map that is in force here.</summary>
    public MonMap MonMap { get; internal set; } = new();

    public Guid Fsid => MonMap.Fsid;

    /// <summary>What we listen at, as the map says it.</summary>
    public EntityAddressVector Addresses { get; internal set; } = EntityAddressVector.Empty;

    /// <summary>Our rank; -1 when the map does not know us.</summary>
    public int Rank { get; internal set; } = -1;

    /// <summary>The ranks of the quorum, in order; empty while there is none.</summary>
    public IReadOnlyList<int> Quorum { get; internal set; } = [];

    /// <summary>-1 while there is none.</summary>
    public int Leader { get; internal set; } = -1;

    /// <summary>Even in a quorum, odd during an election.</summary>
    public uint ElectionEpoch { get; internal set; }

    /// <summary>When the quorum formed, on the steady clock.</summary>
    public TimeSpan QuorumSince { get; internal set; }

    /// <summary>What all members of the quorum understand; stored maps are encoded for it.</summary>
    public Features QuorumFeatures { get; internal set; } = Features.Default;

    /// <summary>The name of the leader; null while there is none.</summary>
    public string? LeaderName => Leader >= 0 && Leader < MonMap.Ranks.Count ? MonMap.Ranks[Leader] : null;

    public bool IsInQuorum => Quorum.Count > 0;

    public bool IsLeader => IsInQuorum && Leader == Rank;

    /// <summary>Ceph's word for what this monitor is doing: <c>probing</c>, <c>leader</c> …</summary>
    public string State { get; internal set; } = "probing";

    /// <summary>We lead, and what earlier leaders left is committed.</summary>
    public bool IsWriteable { get; internal set; }

    /// <summary>Our state may be shown: nobody can have committed what we do not know.</summary>
    public bool IsReadable { get; internal set; }

    /// <summary>All services, in the order in which they are refreshed.</summary>
    public IReadOnlyList<PaxosService> Services { get; internal set; } = [];

    /// <summary>Our own clients.</summary>
    public IReadOnlyCollection<MonitorSession> Sessions => _sessions.Values;

    /// <summary>
    /// Keeps addresses out of the cluster for a while: the OSD map's service sets it, and changes its pending state. The result is the
    /// epoch that will say so; null while that map cannot be changed, because a version of it is on its way.
    /// </summary>
    public Func<IReadOnlyList<EntityAddressVector>, TimeSpan, uint?>? Blocklist { get; set; }

    /// <summary>
    /// Whether an option's mask (a device class, a place in the CRUSH tree) holds for a daemon; the OSD map's service sets it.
    /// </summary>
    public Func<EntityName, string, bool>? MatchesMask { get; set; }

    internal List<MonitorEffect> Effects { get; set; } = [];

    /// <summary>The service of a kind.</summary>
    public T Service<T>()
        where T : PaxosService =>
        Services.OfType<T>().FirstOrDefault() ?? throw new InvalidOperationException($"this monitor has no {typeof(T).Name}");

    /// <summary>The one answer to an operation, wherever its client is.</summary>
    public void Reply(MonitorOperation operation, Message reply)
    {
        if (operation.IsAnswered)
        {
            throw new InvalidOperationException($"{operation.Message.Kind.Type} of {operation.Session.Name} is answered twice");
        }

        operation.IsAnswered = true;
        if (operation.Route is { } route)
        {
            var enclosed = EnclosedMessage.Of(
                reply, operation.TransactionId, new EntityInstance(EntityType.Monitor, Rank), operation.Session.Features);
            Effects.Add(new MonitorEffect.SendToMonitor(route.Address, new MRoute(route.ForwardId, enclosed, 0)));
        }
        else
        {
            Send(operation.Session, reply, operation.TransactionId);
        }
    }

    /// <summary>
    /// The operation gets no answer. Must be said for every one that gets none, or the monitor that forwarded it keeps it for ever.
    /// </summary>
    public void NoReply(MonitorOperation operation)
    {
        if (!operation.IsAnswered && operation.Route is { } route)
        {
            Effects.Add(new MonitorEffect.SendToMonitor(route.Address, new MRoute(route.ForwardId, null, 0)));
        }

        operation.IsAnswered = true;
    }

    /// <summary>A message to one of our own clients that answers nothing.</summary>
    public void Send(MonitorSession session, Message message, ulong transactionId = 0)
    {
        if (session.Connection != 0)
        {
            Effects.Add(new MonitorEffect.Send(session.Connection, message, transactionId, session.Features));
        }
    }

    /// <summary>A message to another member of the map, by its name.</summary>
    public void SendToMonitor(string name, Message message)
    {
        if (MonMap.Monitors.TryGetValue(name, out var monitor) && name != Name)
        {
            Effects.Add(new MonitorEffect.SendToMonitor(monitor.Addresses.ToString(), message));
        }
    }

    /// <summary>Answers a subscription: <paramref name="version"/> is what the client has afterwards.</summary>
    public void Deliver(MonitorSession session, SessionSubscription subscription, Message message, ulong version)
    {
        Send(session, message);
        subscription.Next = version + 1;
        if (subscription.IsOnce)
        {
            session.Unsubscribe(subscription.What);
        }
    }

    /// <summary>Tells every subscriber of a service what it does not have yet.</summary>
    /// <param name="which">Only subscriptions of these names; null for all of the service's.</param>
    public void UpdateSubscribers(PaxosService service, Func<string, bool>? which = null)
    {
        foreach (var session in _sessions.Values)
        {
            foreach (var subscription in session.Subscriptions.Values
                .Where(subscription => service.Offers(subscription.What) && which?.Invoke(subscription.What) != false).ToList())
            {
                service.Update(session, subscription);
            }
        }
    }

    /// <summary>Ends one of our clients' connections.</summary>
    public void Close(MonitorSession session, string reason)
    {
        if (session.Connection != 0)
        {
            Effects.Add(new MonitorEffect.Close(session.Connection, reason));
        }
    }

    /// <summary>A line for the cluster log, from this monitor.</summary>
    /// <param name="channel"><c>cluster</c> or <c>audit</c>.</param>
    public void Log(LogLevel level, string text, string channel = "cluster") => Logged?.Invoke(level, channel, text);

    /// <summary>Where lines for the cluster log go; the log service sets it.</summary>
    internal Action<LogLevel, string, string>? Logged { get; set; }

    internal void Add(MonitorSession session) => _sessions[session.Connection] = session;

    internal MonitorSession? Find(long connection) => _sessions.GetValueOrDefault(connection);

    internal void Remove(long connection) => _sessions.Remove(connection);
}
