using System.Collections.Immutable;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Fs;
using MgrPlatform.Monitor.Services.Monmap;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Auth;
using MgrPlatform.Wire.Messages.Quorum;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Auth;

/// <summary>
/// Who may do what: entities with their keys and caps, the services' rotating keys, and the limit of global ids. The values lie under
/// prefixes of their own; a version only counts the changes.
/// </summary>
public sealed class AuthService(MonitorContext monitor) : PaxosService(monitor, "auth")
{
    public const string EntitiesPrefix = "auth_entities";
    public const string RotatingPrefix = "auth_rotating";
    private const string LimitKey = "max_global_id";

    // Tools that set up daemons of these kinds use their keys.
    private static readonly string[] Bootstraps = ["mds", "mgr", "osd", "rbd", "rbd-mirror", "rgw"];

    private readonly GlobalIds _globalIds = new();
    private readonly SortedDictionary<EntityName, EntityAuth?> _pendingEntities = new(EntityOrder.Instance);
    private readonly SortedDictionary<EntityType, RotatingKeys> _pendingRotating = [];
    private ulong _limit;
    private ulong _pendingLimit;
    private KeyServer _keys = KeyServer.Empty;

    /// <summary>The committed keys; may be read from any thread.</summary>
    public KeyServer Keys => Volatile.Read(ref _keys);

    public override IReadOnlyList<MonitorCommand> Commands => AuthCommands.Of(this);

    public override IReadOnlyList<MessageType> Messages => [MessageType.Auth, MessageType.MonGlobalId];

    /// <summary>Entities as they will be when what is pending is committed.</summary>
    internal EntityAuth? FindPending(EntityName name) =>
        _pendingEntities.TryGetValue(name, out var pending) ? pending : Keys.Entities.GetValueOrDefault(name);

    /// <summary>A new key of the type that the operator prefers.</summary>
    internal CephxKey NewKey(KeyType? type = null)
    {
        var wanted = type ?? (KeyType)Monitor.MonMap.AuthPreferredCipher;
        if (!Keys.AllowedTypes.Contains(wanted))
        {
            throw new CommandException(Errno.Invalid, $"creating key with insecure key type (\"{wanted.ToName()}\") not allowed");
        }

        return CephxKey.Create(wanted, Monitor.Now, Monitor.Random);
    }

    /// <summary>The file systems that caps may name.</summary>
    internal IReadOnlyCollection<string> Filesystems =>
        [.. Monitor.Service<FsMapService>().Map.Filesystems.Select(static filesystem => filesystem.MdsMap.FsName)];

    internal void Set(EntityName name, EntityAuth auth)
    {
        _pendingEntities[name] = auth;
        Propose();
    }

    internal void Remove(EntityName name)
    {
        _pendingEntities[name] = null;
        Propose();
    }

    /// <summary>Replaces the services' keys at once, but not those of the monitors' own tickets: clients keep their global ids.</summary>
    internal void WipeRotatingKeys()
    {
        foreach (var service in RotatingSecrets.Services.Where(static service => service != EntityType.Auth))
        {
            _pendingRotating[service] = RotatingSecrets.Create(
                ServiceCipher, Monitor.Now, Monitor.Options.ServiceTicketLifetime, Monitor.Random);
        }

        Propose();
    }

    public override bool TryAnswer(MonitorOperation operation)
    {
        if (operation.Message is not MAuth request)
        {
            return false;
        }

        if (AuthRequests.Answer(Keys, operation.Session, request, Monitor.Now, Monitor.Random) is { } reply)
        {
            Monitor.Reply(operation, reply);
        }
        else
        {
            Monitor.NoReply(operation);
            Monitor.Close(operation.Session, "a cephx request that is none, or whose proof is wrong");
        }

        return true;
    }

    public override UpdateOutcome Prepare(MonitorOperation operation)
    {
        Monitor.NoReply(operation);
        if (operation.Message is not MMonGlobalId { OldMax: var known } || known < _limit)
        {
            return UpdateOutcome.Done; // It has been raised since.
        }

        RaiseLimit();
        return UpdateOutcome.AfterCommit();
    }

    public override void OnActive()
    {
        _globalIds.Begin(_limit, Monitor.Rank, Monitor.MonMap.Ranks.Count);
        if (IsWriteable)
        {
            RaiseLimit();
        }
    }

    public override void OnRestart() => _globalIds.End();

    public override void Tick()
    {
        if (Monitor.IsInQuorum && _globalIds.Left < Monitor.Options.GlobalIdBlock / (2 * (ulong)Math.Max(1, Monitor.MonMap.Ranks.Count)))
        {
            if (IsWriteable)
            {
                RaiseLimit();
            }
            else if (!Monitor.IsLeader && Monitor.LeaderName is { } leader)
            {
                Monitor.SendToMonitor(leader, new MMonGlobalId(0, _limit));
            }
        }

        if (IsWriteable)
        {
            Rotate();
        }
    }

    protected override void UpdateFromStore()
    {
        var entities = ImmutableSortedDictionary.CreateBuilder<EntityName, EntityAuth>(EntityOrder.Instance);
        foreach (var (key, value) in Store.Read(EntitiesPrefix))
        {
            if (EntityName.TryParse(key, out var name))
            {
                entities[name] = StoreReading.Decode(EntitiesPrefix, key, value, static (ref r) => r.Read<EntityAuth>());
            }
        }

        var rotating = ImmutableSortedDictionary.CreateBuilder<EntityType, RotatingKeys>();
        foreach (var service in RotatingSecrets.Services)
        {
            if (Store.Get(RotatingPrefix, service.ToName()) is { } bytes)
            {
                rotating[service] = StoreReading.Decode(RotatingPrefix, service.ToName(), bytes, static (ref r) => r.Read<RotatingKeys>());
            }
        }

        _limit = Store.GetNumber(Name, LimitKey);
        _globalIds.Raise(_limit);
        Publish(entities.ToImmutable(), rotating.ToImmutable());
    }

    // The policy is in the monmap.
    protected override void PostRefresh() => Publish(_keys.Entities, _keys.Rotating);

    protected override void CreatePending()
    {
        _pendingEntities.Clear();
        _pendingRotating.Clear();
        _pendingLimit = _limit;
    }

    protected override void CreateInitial()
    {
        foreach (var (name, auth) in MonitorSeed.ReadKeyring(Store))
        {
            _pendingEntities[name] = auth;
        }

        foreach (var kind in Bootstraps)
        {
            var caps = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["mon"] = $"allow profile bootstrap-{kind}" };
            var key = CephxKey.Create((KeyType)Monitor.MonMap.AuthPreferredCipher, Monitor.Now, Monitor.Random);
            _pendingEntities.TryAdd(new EntityName(EntityType.Client, $"bootstrap-{kind}"), new EntityAuth(key, caps));
        }

        Rotate();
        RaiseLimit();
    }

    protected override void EncodePending(MonitorTransaction transaction)
    {
        foreach (var (name, auth) in _pendingEntities)
        {
            if (auth is null)
            {
                transaction.Erase(EntitiesPrefix, name.ToString());
            }
            else
            {
                transaction.Put(EntitiesPrefix, name.ToString(), WireWriter.Encode(auth));
            }
        }

        foreach (var (service, keys) in _pendingRotating)
        {
            transaction.Put(RotatingPrefix, service.ToName(), WireWriter.Encode(keys));
        }

        transaction.Put(Name, LimitKey, Math.Max(_pendingLimit, _limit));
        PutLastCommitted(transaction);
    }

    protected override IEnumerable<KeyValuePair<string, HealthCheck>> CheckHealth()
    {
        // The pending monmap is encoded before this service's checks: services are encoded in order.
        var entities = Keys.Entities.ToBuilder();
        foreach (var (name, auth) in _pendingEntities)
        {
            if (auth is null)
            {
                entities.Remove(name);
            }
            else
            {
                entities[name] = auth;
            }
        }

        var rotating = Keys.Rotating.ToBuilder();
        foreach (var (service, keys) in _pendingRotating)
        {
            rotating[service] = keys;
        }

        return AuthHealth.Check(Monitor.Service<MonmapService>().PendingOrMap, entities.ToImmutable(), rotating.ToImmutable());
    }

    /// <summary>The policy has changed: its health checks are this service's.</summary>
    internal void OnPolicyChanged() => Propose();

    private KeyType ServiceCipher => (KeyType)Monitor.MonMap.AuthServiceCipher;

    private void RaiseLimit()
    {
        _pendingLimit = _limit + Monitor.Options.GlobalIdBlock;
        Propose();
    }

    private void Rotate()
    {
        foreach (var service in RotatingSecrets.Services)
        {
            var lifetime = service == EntityType.Auth ? Monitor.Options.AuthTicketLifetime : Monitor.Options.ServiceTicketLifetime;
            var rotated = Keys.Rotating.TryGetValue(service, out var keys)
                ? RotatingSecrets.Rotate(keys, ServiceCipher, Monitor.Now, lifetime, Monitor.Random)
                : RotatingSecrets.Create(ServiceCipher, Monitor.Now, lifetime, Monitor.Random);
            if (rotated is not null && !_pendingRotating.ContainsKey(service))
            {
                _pendingRotating[service] = rotated;
                Propose();
            }
        }
    }

    private void Publish(
        ImmutableSortedDictionary<EntityName, EntityAuth> entities, ImmutableSortedDictionary<EntityType, RotatingKeys> rotating) =>
        Volatile.Write(ref _keys, new KeyServer(
            entities,
            rotating,
            [.. Monitor.MonMap.AuthAllowedCiphers.Select(static cipher => (KeyType)cipher)],
            Monitor.Options.AuthTicketLifetime,
            Monitor.Options.ServiceTicketLifetime,
            _globalIds));
}
