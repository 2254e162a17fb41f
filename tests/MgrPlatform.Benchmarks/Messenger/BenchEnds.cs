using System.Net;
using System.Security.Cryptography;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Tests;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Benchmarks.Messenger;

/// <summary>A monitor and a client with cephx, over loopback, in one process.</summary>
internal sealed class BenchEnds : IAsyncDisposable
{
    private static readonly EntityName Admin = new(EntityType.Client, "admin");

    private readonly SocketTransport _transport = new();
    private readonly MemoryKeyServer _keys = new(KeyType.Aes256k, new Random(1));
    private readonly CephxKey _key;
    private readonly MessengerEndpoint _server;
    private readonly MessengerEndpoint _client;
    private EntityAddressVector _address = EntityAddressVector.Empty;

    private BenchEnds()
    {
        _key = _keys.Add(Admin, KeyType.Aes256k, (EntityType.Monitor, "allow *"));
        _server = New(new LocalEntity(EntityType.Monitor, EntityAddressVector.Empty, Nonce: 0, Number: 0));
        _client = New(new LocalEntity(EntityType.Client, EntityAddressVector.Empty, Nonce: 7));
    }

    public static async Task<BenchEnds> StartAsync(IPeerHandler handler)
    {
        var ends = new BenchEnds();
        ConnectionMode[] modes = [ConnectionMode.Secure, ConnectionMode.Crc];
        ends._address = await ends._server.ListenAsync(
            [new IPEndPoint(IPAddress.Loopback, 0)],
            new AcceptOptions(
                () => new CephxMonitorVerifier(ends._keys, modes, UTime.From(DateTimeOffset.UtcNow), RandomNumberGenerator.Fill),
                static _ => PeerPolicy.Lossy,
                handler),
            CancellationToken.None);
        return ends;
    }

    public PeerConnection Connect(ConnectionMode mode, IPeerHandler handler) => _client.Connect(
        _address,
        new ConnectOptions(
            EntityType.Monitor,
            PeerPolicy.Lossy,
            () => new CephxMonitorAuthenticator(Admin, _key, EntityType.Monitor, earlier: null, RandomNumberGenerator.Fill),
            handler)
        {
            Modes = [mode],
        });

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    private MessengerEndpoint New(LocalEntity us) => new(
        us, MessengerOptions.Default, _transport, TimeProvider.System, NullLogger<MessengerEndpoint>.Instance);
}
