using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Tests;

/// <summary>The keys of a cluster of one client and its services, with three rotating keys each as in Ceph. For several threads.</summary>
internal sealed class MemoryKeyServer(KeyType rotatingType, Random random) : IKeyServer
{
    private readonly Dictionary<EntityName, EntityCredentials> _entities = [];
    private readonly Dictionary<(EntityType, ulong), CephxKey> _rotating = [];
    private readonly Lock _gate = new();
    private ulong _lastGlobalId = 4000;

    public CephxKey Add(EntityName name, KeyType type, params (EntityType Service, string Caps)[] caps)
    {
        var key = CephxKey.Create(type, default, random.NextBytes);
        _entities[name] = new EntityCredentials(key, caps.ToDictionary(cap => cap.Service, cap => cap.Caps));
        return key;
    }

    public EntityCredentials? Find(EntityName name) => _entities.GetValueOrDefault(name);

    public (ulong Id, CephxKey Key) CurrentKey(EntityType service) => (2, FindKey(service, 2)!);

    public CephxKey? FindKey(EntityType service, ulong id)
    {
        if (id is < 1 or > 3)
        {
            return null;
        }

        lock (_gate)
        {
            if (!_rotating.TryGetValue((service, id), out var key))
            {
                key = CephxKey.Create(rotatingType, default, random.NextBytes);
                _rotating[(service, id)] = key;
            }

            return key;
        }
    }

    public TimeSpan Lifetime(EntityType service) => service == EntityType.Auth ? TimeSpan.FromHours(72) : TimeSpan.FromHours(1);

    /// <summary>False: no client can be given a number.</summary>
    public bool HasNumbers { get; set; } = true;

    public ulong NewGlobalId() => HasNumbers ? Interlocked.Increment(ref _lastGlobalId) : 0;
}
