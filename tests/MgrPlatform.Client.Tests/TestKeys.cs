using System.Collections.Concurrent;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Tests;

/// <summary>The keys of a cluster; its services' keys rotate as in Ceph, three at a time, when a test says so.</summary>
internal sealed class TestKeys(KeyType type = KeyType.Aes256k) : IKeyServer
{
    private readonly ConcurrentDictionary<EntityName, EntityCredentials> _entities = [];
    private readonly ConcurrentDictionary<(EntityType Service, int Wipes, ulong Id), CephxKey> _rotating = [];
    private ulong _current = 2;
    private int _wipes;
    private long _lastGlobalId = 4100;

    public static FillRandom Random { get; } = System.Security.Cryptography.RandomNumberGenerator.Fill;

    public TimeSpan TicketLife { get; set; } = TimeSpan.FromHours(1);

    public TimeSpan AuthTicketLife { get; set; } = TimeSpan.FromHours(72);

    public CephxKey Add(EntityName name, KeyType? keyType = null)
    {
        var key = CephxKey.Create(keyType ?? type, default, Random);
        var caps = new Dictionary<EntityType, string> { [EntityType.Monitor] = "allow *", [EntityType.Manager] = "allow *" };
        _entities[name] = new EntityCredentials(key, caps);
        return key;
    }

    public void Remove(EntityName name) => _entities.TryRemove(name, out _);

    /// <summary>The next key becomes the current one.</summary>
    public void Rotate() => _current++;

    /// <summary>All keys are replaced, under the same numbers.</summary>
    public void Wipe() => _wipes++;

    public EntityCredentials? Find(EntityName name) => _entities.GetValueOrDefault(name);

    public (ulong Id, CephxKey Key) CurrentKey(EntityType service) => (_current, FindKey(service, _current)!);

    public CephxKey? FindKey(EntityType service, ulong id) => id < _current - 1 || id > _current + 1
        ? null
        : _rotating.GetOrAdd((service, service == EntityType.Auth ? 0 : _wipes, id), _ => CephxKey.Create(type, default, Random));

    public TimeSpan Lifetime(EntityType service) => service == EntityType.Auth ? AuthTicketLife : TicketLife;

    public ulong NewGlobalId() => (ulong)Interlocked.Increment(ref _lastGlobalId);

    /// <summary>What a daemon of a service gets.</summary>
    public RotatingKeys Rotating(EntityType service, UTime now)
    {
        var keys = new OrderedDictionary<ulong, RotatingKey>();
        for (var i = 0; i < 3; i++)
        {
            var id = _current - 1 + (ulong)i;
            keys.Add(id, new RotatingKey(FindKey(service, id)!, UTime.From(now.ToTimeSpan() + (TicketLife * i))));
        }

        return new RotatingKeys(keys, _current + 1);
    }
}
