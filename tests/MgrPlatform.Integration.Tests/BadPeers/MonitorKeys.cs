using MgrPlatform.Messenger.Auth;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Integration.Tests.BadPeers;

/// <summary>The key that monitors share, and the tickets that each of them makes itself with it.</summary>
internal sealed class MonitorKeys(CephxKey key) : IKeyServer
{
    public static readonly EntityName Monitors = new(EntityType.Monitor, "");

    private EntityCredentials Credentials => new(key, new Dictionary<EntityType, string>());

    public EntityCredentials? Find(EntityName name) => name == Monitors ? Credentials : null;

    public (ulong Id, CephxKey Key) CurrentKey(EntityType service) => (ulong.MaxValue, key);

    public CephxKey? FindKey(EntityType service, ulong id) => key;

    public TimeSpan Lifetime(EntityType service) => TimeSpan.FromHours(1);

    public ulong NewGlobalId() => 0;

    public CephxServiceAuthenticator Authenticator(UTime now, FillRandom random) =>
        new(0, new TicketIssuer(this, now, random).Issue(EntityType.Monitor, Monitors, 0, Credentials), random);
}
