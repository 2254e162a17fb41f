using System.Collections.ObjectModel;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Connections;

/// <summary>
/// How monitors prove to each other that they are monitors: each makes itself a ticket for the monitors' service, sealed with the key that
/// all of them share. That key has no number of its own in the rotating ones, so tickets carry the highest there is, as Ceph's do.
/// </summary>
internal sealed class PeerKeys(CephxKey key) : IKeyServer
{
    public const ulong KeyId = ulong.MaxValue;
    private static readonly TimeSpan TicketLifetime = TimeSpan.FromHours(1);
    private static readonly EntityName Monitors = new(EntityType.Monitor, "");

    public EntityCredentials? Find(EntityName name) => name == Monitors ? Credentials : null;

    public (ulong Id, CephxKey Key) CurrentKey(EntityType service) => (KeyId, key);

    public CephxKey? FindKey(EntityType service, ulong id) => id == KeyId ? key : null;

    public TimeSpan Lifetime(EntityType service) => TicketLifetime;

    public ulong NewGlobalId() => 0;

    /// <summary>For one attempt to connect to another monitor.</summary>
    public CephxServiceAuthenticator Authenticator(UTime now, FillRandom random)
    {
        var ticket = new TicketIssuer(this, now, random).Issue(EntityType.Monitor, Monitors, 0, Credentials);
        return new CephxServiceAuthenticator(0, ticket, random);
    }

    private EntityCredentials Credentials => new(key, ReadOnlyDictionary<EntityType, string>.Empty);
}
