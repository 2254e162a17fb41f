using System.Security.Cryptography;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Tests;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Benchmarks.Load;

/// <summary>The manager's rotating key, the same in both processes, and tickets for it as a monitor would seal them.</summary>
internal sealed class CrowdKeys
{
    // What clusters have today: keys of the newer type would make it a comparison with something else.
    private readonly MemoryKeyServer _keys = new(KeyType.Aes, new Random(1));
    private readonly EntityCredentials _credentials;
    private readonly TicketIssuer _issuer;

    public CrowdKeys()
    {
        _ = _keys.CurrentKey(EntityType.Manager); // The first that is made, so that it is the same everywhere.
        _credentials = new EntityCredentials(
            _keys.Add(new EntityName(EntityType.Client, "admin"), KeyType.Aes, (EntityType.Manager, "allow *")),
            new Dictionary<EntityType, string> { [EntityType.Manager] = "allow *" });
        _issuer = new TicketIssuer(_keys, UTime.From(DateTimeOffset.UtcNow), RandomNumberGenerator.Fill);
    }

    public CephxKey? Find(ulong id) => _keys.FindKey(EntityType.Manager, id);

    public (ulong GlobalId, ServiceTicket Ticket) Ticket(EntityName name)
    {
        var id = _keys.NewGlobalId();
        return (id, _issuer.Issue(EntityType.Manager, name, id, _credentials));
    }
}
