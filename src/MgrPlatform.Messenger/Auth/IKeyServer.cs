using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Auth;

/// <summary>The keys of a cluster, as a monitor holds them. Answers come at once, from memory.</summary>
public interface IKeyServer
{
    /// <summary>Null for an entity that does not exist or whose key is of a type that may not log in.</summary>
    EntityCredentials? Find(EntityName name);

    /// <summary>The key that new tickets of a service are sealed with, and its number.</summary>
    (ulong Id, CephxKey Key) CurrentKey(EntityType service);

    /// <summary>A service's key by number, the previous and the next one too.</summary>
    CephxKey? FindKey(EntityType service, ulong id);

    /// <summary>How long a ticket for a service lives.</summary>
    TimeSpan Lifetime(EntityType service);

    /// <summary>Zero when none can be given out now.</summary>
    ulong NewGlobalId();
}
