using System.Collections.Immutable;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Auth;

/// <summary>
/// The committed keys at one moment, never changed. Handshakes use it from their own threads, while the monitor already works at the next
/// one.
/// </summary>
/// <param name="Entities">By name.</param>
/// <param name="Rotating">By service.</param>
/// <param name="AllowedTypes">Key types that may log in.</param>
public sealed record KeyServer(
    ImmutableSortedDictionary<EntityName, EntityAuth> Entities,
    ImmutableSortedDictionary<EntityType, RotatingKeys> Rotating,
    IReadOnlyList<KeyType> AllowedTypes,
    TimeSpan AuthLifetime,
    TimeSpan ServiceLifetime,
    GlobalIds GlobalIds) : IKeyServer
{
    public static readonly KeyServer Empty = new(
        ImmutableSortedDictionary.Create<EntityName, EntityAuth>(EntityOrder.Instance),
        ImmutableSortedDictionary<EntityType, RotatingKeys>.Empty,
        [], TimeSpan.Zero, TimeSpan.Zero, new GlobalIds());

    /// <summary>
    /// Whether logins can be decided now. While not, connections are closed without an answer: a refusal is final for a daemon.
    /// </summary>
    public bool IsReady => Rotating.Count > 0 && GlobalIds.Left > 0;

    public EntityCredentials? Find(EntityName name)
    {
        if (!Entities.TryGetValue(name, out var entity) || !AllowedTypes.Contains(entity.Key.Type))
        {
            return null;
        }

        var caps = new SortedDictionary<EntityType, string>();
        foreach (var (service, text) in entity.Caps)
        {
            if (EntityTypeNames.TryParse(service, out var type))
            {
                caps[type] = text;
            }
        }

        // Whoever may do nothing at the monitors may not even log in, as in Ceph.
        return caps.ContainsKey(EntityType.Monitor) ? new EntityCredentials(entity.Key, caps) : null;
    }

    public (ulong Id, CephxKey Key) CurrentKey(EntityType service)
    {
        // Of three the first is the one before, and the last the one to come.
        var keys = Rotating[service].Keys;
        var (id, key) = keys.GetAt(Math.Min(1, keys.Count - 1));
        return (id, key.Key);
    }

    public CephxKey? FindKey(EntityType service, ulong id) =>
        Rotating.TryGetValue(service, out var keys) && keys.Keys.TryGetValue(id, out var key) ? key.Key : null;

    public TimeSpan Lifetime(EntityType service) => service == EntityType.Auth ? AuthLifetime : ServiceLifetime;

    public ulong NewGlobalId() => GlobalIds.Next();
}
