using System.Net;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Tests;

/// <summary>A monitor, a manager and one client with its key, all in memory.</summary>
internal sealed class TestCluster
{
    public static readonly UTime Now = new(1_700_000_000, 0);
    public static readonly EntityName Admin = new(EntityType.Client, "admin");

    public TestCluster(KeyType keyType = KeyType.Aes256k, KeyType rotatingType = KeyType.Aes256k)
    {
        Keys = new MemoryKeyServer(rotatingType, Random);
        AdminKey = Keys.Add(Admin, keyType, (EntityType.Monitor, "allow *"), (EntityType.Manager, "allow r"));
        Table = new SessionTable(Manager, SessionLimits.Default, capacity: 100, Random.NextBytes);
    }

    public Random Random { get; } = new(1);

    public MemoryKeyServer Keys { get; }

    public CephxKey AdminKey { get; set; }

    public SessionTable Table { get; set; }

    public LocalEntity Monitor { get; } = new(EntityType.Monitor, Address(3300, nonce: 0), 0, Number: 0);

    public LocalEntity Manager { get; } = new(EntityType.Manager, Address(6800, nonce: 77), 77);

    public LocalEntity Client { get; set; } = new(EntityType.Client, EntityAddressVector.Empty, Nonce: 99);

    public GlobalSequence ClientConnections { get; } = new();

    public GlobalSequence ServerConnections { get; } = new();

    public PeerPolicy ServerPolicy { get; set; } = PeerPolicy.Lossy;

    public static EntityAddressVector Address(int port, uint nonce) =>
        new([new EntityAddress(EntityAddressType.Msgr2, nonce, new IPEndPoint(IPAddress.Loopback, port))]);

    public static Session NewSession(bool isLossy) =>
        new(isLossy, SessionLimits.Default);

    /// <summary>The client logs in at the monitor.</summary>
    public (MemoryLink Link, CephxMonitorAuthenticator Authenticator) Login(ConnectionMode mode, ClientTickets? earlier = null)
    {
        var authenticator = new CephxMonitorAuthenticator(
            Admin, AdminKey, EntityType.Monitor | EntityType.Mds | EntityType.Osd | EntityType.Manager, earlier, Random.NextBytes);
        var client = ClientFor(Monitor, mode, authenticator, NewSession(isLossy: true), PeerPolicy.Lossy);
        var server = ServerFor(Monitor, MonitorVerifier(ConnectionMode.Crc, ConnectionMode.Secure));
        return (Connect(client, server), authenticator);
    }

    public ClientTickets LogIn()
    {
        var (link, authenticator) = Login(ConnectionMode.Secure);
        using (link)
        {
            link.Run();
            return authenticator.Tickets!;
        }
    }

    public CephxMonitorVerifier MonitorVerifier(params ConnectionMode[] modes) => new(Keys, modes, Now, Random.NextBytes);

    public CephxServiceVerifier ManagerVerifier() => new(
        EntityType.Manager,
        id => Keys.FindKey(EntityType.Manager, id),
        [ConnectionMode.Crc, ConnectionMode.Secure],
        Now,
        Random.NextBytes);

    public ClientMachine ClientFor(
        LocalEntity server, ConnectionMode mode, IClientAuthenticator authenticator, Session session, PeerPolicy policy) =>
        new(
            Client,
            new ClientOptions(server.Type, server.Addresses.Addresses[0], policy, [mode]),
            authenticator,
            session,
            ClientConnections);

    public ServerMachine ServerFor(LocalEntity us, IServerAuthenticator authenticator) =>
        new(us, Address(40000, nonce: 0).Addresses[0], authenticator, _ => ServerPolicy, ServerConnections);

    /// <summary>The client shows its ticket to the manager.</summary>
    public (ClientMachine Client, ServerMachine Server) ManagerConnection(ConnectionMode mode, ClientTickets tickets, Session session)
    {
        var client = ClientFor(
            Manager,
            mode,
            new CephxServiceAuthenticator(tickets.GlobalId, tickets.Services[EntityType.Manager], Random.NextBytes),
            session,
            new PeerPolicy(session.IsLossy));
        return (client, ServerFor(Manager, ManagerVerifier()));
    }

    public MemoryLink Connect(ClientMachine client, ServerMachine server) => new(client, server, Decide);

    public SessionDecision Decide(SessionRequest request, ServerMachine server) =>
        Table.Decide(request, server.Policy, server.Client?.Name);

    public static OutgoingMessage Message(int number) =>
        new(50, Version: 1, OldestReader: 1, System.Text.Encoding.ASCII.GetBytes($"message {number}"), TransactionId: (ulong)number);

    public static IEnumerable<int> Numbers(IEnumerable<ConnectionEffect> effects) =>
        effects.OfType<ConnectionEffect.Delivered>().Select(delivered => (int)delivered.Message.Header.TransactionId);
}
