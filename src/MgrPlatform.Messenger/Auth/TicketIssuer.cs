using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Auth;

/// <summary>Makes tickets for an entity that has proved who it is.</summary>
public sealed class TicketIssuer(IKeyServer keys, UTime now, FillRandom random)
{
    private static readonly EntityType[] Services =
        [EntityType.Monitor, EntityType.Mds, EntityType.Osd, EntityType.Client, EntityType.Manager];

    public ServiceTicket Issue(EntityType service, EntityName name, ulong globalId, EntityCredentials credentials)
    {
        var lifetime = keys.Lifetime(service);
        var (id, rotatingKey) = keys.CurrentKey(service);

        // The session key is of the weaker of both types: the entity must be able to use it, and so must the service.
        var type = (KeyType)Math.Min((ushort)credentials.Key.Type, (ushort)rotatingKey.Type);
        var sessionKey = CephxKey.Create(service == EntityType.Auth ? credentials.Key.Type : type, now, random);
        var caps = credentials.Caps.TryGetValue(service, out var text) ? AuthTicket.EncodeCaps(text) : [];
        var expires = UTime.From(now.ToTimeSpan() + lifetime);
        var info = new TicketInfo(new AuthTicket(name, globalId, now, expires, AllowAll: false, caps), sessionKey);
        return new ServiceTicket(service, new Grant(sessionKey, UTime.From(lifetime)), info.Seal(id, rotatingKey, random));
    }

    /// <summary>
    /// A ticket for every service asked for, with or without caps: a client that misses one logs in again at once, without end.
    /// </summary>
    public SealedTickets IssueAll(
        EntityType wanted, EntityName name, ulong globalId, EntityCredentials credentials, CephxKey authSession) =>
        new([
            .. Services.Where(service => wanted.HasFlag(service))
                .Select(service => SealedTicket.Seal(Issue(service, name, globalId, credentials), authSession, null, random)),
        ]);
}
