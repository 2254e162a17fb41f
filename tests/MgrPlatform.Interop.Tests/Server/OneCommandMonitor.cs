using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Tests;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.TestKit.Ceph;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Messages.Osd;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Interop.Tests.Server;

/// <summary>
/// The least of a monitor that Ceph's own clients are content with: it lets client.admin in, has maps, and answers the command <c>greet
/// NAME</c>.
/// </summary>
internal sealed class OneCommandMonitor : IPeerHandler, IAsyncDisposable
{
    private const int InvalidArgument = -22;

    private static readonly EntityName Admin = new(EntityType.Client, "admin");

    private readonly Guid _fsid = Guid.NewGuid();
    private readonly SocketTransport _transport = new();
    private readonly MemoryKeyServer _keys;
    private readonly CephxKey _adminKey;
    private readonly MessengerEndpoint _endpoint;
    private readonly string _folderInside;
    private MonMap _monMap = new();

    private OneCommandMonitor(KeyType keyType, CephInstallation client)
    {
        Folder = Directory.CreateDirectory($"{client.Root}/tmp/mgrp-one-command-{Guid.NewGuid():N}").FullName;
        _folderInside = Folder[client.Root.Length..];
        _keys = new MemoryKeyServer(keyType, new Random(1));
        _adminKey = _keys.Add(
            Admin, keyType, (EntityType.Monitor, "allow *"), (EntityType.Manager, "allow *"), (EntityType.Osd, "allow *"));
        _endpoint = new MessengerEndpoint(
            new LocalEntity(EntityType.Monitor, EntityAddressVector.Empty, Nonce: 0, Number: 0),
            MessengerOptions.Default, _transport, TimeProvider.System, NullLogger<MessengerEndpoint>.Instance);
    }

    /// <summary>With <c>ceph.conf</c> and a keyring.</summary>
    public string Folder { get; }

    /// <summary>As the client sees it.</summary>
    public string Conf => Path.Combine(_folderInside, "ceph.conf");

    /// <summary>How each client came: the mode of its connection.</summary>
    public ConcurrentQueue<ConnectionMode> Modes { get; } = [];

    /// <summary>Whatever it could not answer.</summary>
    public ConcurrentQueue<string> Unanswered { get; } = [];

    /// <param name="clientMode">What the client's configuration asks for: <c>crc</c>, <c>secure</c>, or both in this order.</param>
    /// <param name="client">Where the clients are installed, if not on this machine.</param>
    public static async Task<OneCommandMonitor> StartAsync(
        IPAddress address, KeyType keyType, string clientMode, CephInstallation? client = null)
    {
        var monitor = new OneCommandMonitor(keyType, client ?? CephInstallation.Of(CephRelease.Pacific));
        var addresses = await monitor._endpoint.ListenAsync(
            [new IPEndPoint(address, 0)],
            new AcceptOptions(
                () => new CephxMonitorVerifier(
                    monitor._keys,
                    [ConnectionMode.Secure, ConnectionMode.Crc],
                    UTime.From(DateTimeOffset.UtcNow),
                    RandomNumberGenerator.Fill),
                static _ => PeerPolicy.Lossy,
                monitor),
            CancellationToken.None);
        monitor._monMap = new MonMap
        {
            Fsid = monitor._fsid,
            Epoch = 1,
            Monitors = new Dictionary<string, MonInfo> { ["a"] = new() { Name = "a", Addresses = addresses } },
            Ranks = ["a"],
            PersistentFeatures = MonFeatures.AllOfPacific,
        };
        await monitor.WriteFilesAsync(addresses, clientMode);
        return monitor;
    }

    public ValueTask OnReadyAsync(PeerConnection connection)
    {
        Modes.Enqueue(connection.Peer!.Mode);
        return ValueTask.CompletedTask;
    }

    public ValueTask OnMessageAsync(PeerConnection connection, IncomingMessage message)
    {
        var transaction = message.Header.TransactionId;
        switch (message.Decode())
        {
            case MMonGetMap:
                connection.Send(new MMonMap(_monMap), transaction);
                break;
            case MMonSubscribe subscribe:
                subscribe.Wanted.Keys.ToList().ForEach(name => SendMap(connection, name));
                break;
            case MMonCommand command:
                connection.Send(Answer(command), transaction);
                break;
            case MMonGetVersion version:
                connection.Send(new MMonGetVersionReply(version.Handle, 1, 1));
                break;
            case var other:
                Unanswered.Enqueue($"{other.Kind.Type}");
                break;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask OnInterruptedAsync(PeerConnection connection, CloseReason reason) => ValueTask.CompletedTask;

    public ValueTask OnSessionLostAsync(PeerConnection connection) => ValueTask.CompletedTask;

    public ValueTask OnClosedAsync(PeerConnection connection, CloseReason reason) => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task WriteFilesAsync(EntityAddressVector addresses, string clientMode)
    {
        await File.WriteAllTextAsync(
            Path.Combine(Folder, "keyring"), $"[client.admin]\n\tkey = {_adminKey.ToBase64()}\n");
        await File.WriteAllTextAsync(
            Path.Combine(Folder, "ceph.conf"),
            $"""
             [global]
             fsid = {_fsid}
             mon host = {addresses.Addresses[0].ToString().Split('/')[0]}
             keyring = {_folderInside}/keyring
             ms mon client mode = {clientMode}
             ms bind ipv6 = true

             """);
    }

    private void SendMap(PeerConnection connection, string name)
    {
        switch (name)
        {
            case "monmap":
                connection.Send(new MMonMap(_monMap));
                break;
            case "config":
                connection.Send(new MConfig(new Dictionary<string, string>()));
                break;
            case "mgrmap":
                connection.Send(new MMgrMap(new MgrMap { Epoch = 1 }));
                break;
            case "osdmap":
                var map = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "OSDMap.full.bin"));
                connection.Send(new MOSDMap(
                    _fsid,
                    new Dictionary<uint, byte[]>(),
                    new Dictionary<uint, byte[]> { [1] = map },
                    Oldest: 1,
                    Newest: 1,
                    new Dictionary<long, Wire.Maps.Pg.SnapInterval[]>()));
                break;
            default:
                break; // Logs and the like: nothing has happened yet.
        }
    }

    private static MMonCommandAck Answer(MMonCommand command)
    {
        using var words = JsonDocument.Parse(command.Command[0]);
        var (result, status, output) = words.RootElement.GetProperty("prefix").GetString() switch
        {
            "get_command_descriptions" => (0, "", Descriptions),
            "greet" => (0, "", $"hello {words.RootElement.GetProperty("name").GetString()}\n"),
            var prefix => (InvalidArgument, $"we do not know {prefix}", ""),
        };
        return new MMonCommandAck(0, result, status, command.Command) { Data = Encoding.UTF8.GetBytes(output) };
    }

    private static string Descriptions => JsonSerializer.Serialize(new
    {
        cmd000 = new
        {
            sig = new object[] { "greet", new { name = "name", type = "CephString" } },
            help = "say hello",
            module = "mon",
            perm = "r",
            flags = 0,
        },
    });
}
