using System.Net;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Messenger.Tests.Endpoints;

/// <summary>A monitor that listens and a client with its key, over a transport.</summary>
internal sealed class TestEndpoints : IAsyncDisposable
{
    private TestEndpoints(
        ITransport server, ITransport client, MessengerOptions options, MessengerOptions serverOptions, TimeProvider time)
    {
        Server = new MessengerEndpoint(
            new LocalEntity(EntityType.Monitor, EntityAddressVector.Empty, Nonce: 0, Number: 0),
            serverOptions, server, time, NullLogger<MessengerEndpoint>.Instance);
        Client = new MessengerEndpoint(
            new LocalEntity(EntityType.Client, EntityAddressVector.Empty, Nonce: 99),
            options, client, time, NullLogger<MessengerEndpoint>.Instance);
        Keys = new MemoryKeyServer(KeyType.Aes256k, new Random(2));
        AdminKey = Keys.Add(TestCluster.Admin, KeyType.Aes256k, (EntityType.Monitor, "allow *"), (EntityType.Manager, "allow r"));
    }

    public MessengerEndpoint Server { get; }

    public MessengerEndpoint Client { get; }

    public MemoryKeyServer Keys { get; }

    public CephxKey AdminKey { get; set; }

    public RecordingHandler ServerHandler { get; set; } = new();

    public RecordingHandler ClientHandler { get; set; } = new();

    public PeerPolicy ServerPolicy { get; set; } = PeerPolicy.Lossy;

    public EntityAddressVector Address { get; private set; } = EntityAddressVector.Empty;

    public static async Task<TestEndpoints> StartAsync(
        ITransport? transport = null,
        MessengerOptions? options = null,
        MessengerOptions? serverOptions = null,
        TimeProvider? time = null,
        ITransport? clientTransport = null,
        IPAddress? address = null,
        Action<TestEndpoints>? prepare = null)
    {
        transport ??= new MemoryTransport();
        var endpoints = new TestEndpoints(
            transport,
            clientTransport ?? transport,
            options ?? MessengerOptions.Default,
            serverOptions ?? options ?? MessengerOptions.Default,
            time ?? TimeProvider.System);
        prepare?.Invoke(endpoints);
        endpoints.Address = await endpoints.Server.ListenAsync(
            [new IPEndPoint(address ?? IPAddress.Loopback, 0)], endpoints.Accept(), CancellationToken.None);
        return endpoints;
    }

    public AcceptOptions Accept() => new(
        () => new CephxMonitorVerifier(Keys, [ConnectionMode.Secure, ConnectionMode.Crc], Now(), Fill),
        _ => ServerPolicy,
        ServerHandler);

    public PeerConnection Connect(PeerPolicy? policy = null, ConnectionMode mode = ConnectionMode.Secure, EntityAddressVector? to = null) =>
        Client.Connect(to ?? Address, Options(policy ?? PeerPolicy.Lossy, mode));

    public ConnectOptions Options(PeerPolicy policy, ConnectionMode mode = ConnectionMode.Secure) => new(
        EntityType.Monitor,
        policy,
        () => new CephxMonitorAuthenticator(TestCluster.Admin, AdminKey, EntityType.Monitor, earlier: null, Fill),
        ClientHandler)
    {
        Modes = [mode],
    };

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static void Fill(Span<byte> bytes) => System.Security.Cryptography.RandomNumberGenerator.Fill(bytes);

    private static UTime Now() => UTime.From(DateTimeOffset.UtcNow);
}
