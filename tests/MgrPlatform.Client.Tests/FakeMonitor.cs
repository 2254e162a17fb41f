using System.Collections.Concurrent;
using System.Net;
using System.Text;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Auth;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Client.Tests;

/// <summary>
/// A monitor in memory, on the messenger's own server side: it lets clients in, has maps, and answers commands with their own words.
/// </summary>
internal sealed class FakeMonitor(TestKeys keys, ITransport transport, IPEndPoint address) : IPeerHandler, IAsyncDisposable
{
    private static readonly IReadOnlyDictionary<string, string> NoOptions = new Dictionary<string, string>();

    private readonly ConcurrentDictionary<PeerConnection, byte> _clients = [];
    private MessengerEndpoint? _endpoint;

    public MonMap Map { get; set; } = new()
    {
        Fsid = new Guid("6d0b4a0e-0000-4000-8000-000000000001"),
        Epoch = 1,
        Ranks = ["a"],
        Monitors = new Dictionary<string, MonInfo>
        {
            ["a"] = new() { Name = "a", Addresses = new EntityAddressVector([new EntityAddress(EntityAddressType.Msgr2, 0, address)]) },
        },
    };

    public MgrMap MgrMap { get; set; } = new() { Epoch = 1 };

    public bool HasCephx { get; init; } = true;

    public IReadOnlyList<ConnectionMode> Modes { get; init; } = [ConnectionMode.Secure, ConnectionMode.Crc];

    /// <summary>Commands are swallowed, as by a monitor without quorum.</summary>
    public bool IsMute { get; set; }

    public bool SendsConfig { get; init; } = true;

    /// <summary>Who has opened a session, by global id.</summary>
    public ConcurrentQueue<ulong> Logins { get; } = [];

    public ConcurrentQueue<(ulong TransactionId, string Command)> Commands { get; } = [];

    public ConcurrentQueue<string> Lines { get; } = [];

    public ConcurrentQueue<Message> Others { get; } = [];

    public EntityAddress Address { get; } = new(EntityAddressType.Msgr2, 0, address);

    public async Task StartAsync()
    {
        var us = new LocalEntity(EntityType.Monitor, EntityAddressVector.Empty, Nonce: 0, Number: 0);
        _endpoint = new MessengerEndpoint(
            us, MessengerOptions.Default, transport, TimeProvider.System, NullLogger<MessengerEndpoint>.Instance);
        await _endpoint.ListenAsync([address], new AcceptOptions(NewVerifier, static _ => PeerPolicy.Lossy, this), CancellationToken.None);
    }

    /// <summary>The process is gone; what it knew it has saved.</summary>
    public async Task StopAsync()
    {
        Drop();
        await _endpoint!.DisposeAsync();
        _clients.Clear();
    }

    /// <summary>Its clients' connections break.</summary>
    public void Drop()
    {
        foreach (var client in _clients.Keys)
        {
            client.Abort("dropped");
        }
    }

    public void Publish(Message message)
    {
        foreach (var client in _clients.Keys)
        {
            client.Send(message);
        }
    }

    public ValueTask OnReadyAsync(PeerConnection connection)
    {
        _clients[connection] = 0;
        Logins.Enqueue(connection.Peer!.Identity!.GlobalId);
        return ValueTask.CompletedTask;
    }

    public ValueTask OnMessageAsync(PeerConnection connection, IncomingMessage message)
    {
        var tid = message.Header.TransactionId;
        switch (MessageCodec.Decode(message.Header, message.Front, message.Middle, message.Data))
        {
            case MMonGetMap:
                connection.Send(new MMonMap(Map));
                break;
            case MMonSubscribe subscribe:
                Answer(connection, subscribe.Wanted);
                break;
            case MMonCommand command:
                Commands.Enqueue((tid, command.Command[0]));
                if (!IsMute)
                {
                    connection.Send(
                        new MMonCommandAck(0, 0, "done", command.Command) { Data = Encoding.UTF8.GetBytes(command.Command[0]) }, tid);
                }

                break;
            case MCommand command:
                connection.Send(new MCommandReply(0, "told") { Data = Encoding.UTF8.GetBytes(command.Command[0]) }, tid);
                break;
            case MPing:
                connection.Send(new MPing("{\"health\":{}}"));
                break;
            case MMonGetVersion question:
                connection.Send(new MMonGetVersionReply(question.Handle, 30, 1));
                break;
            case MLog log:
                foreach (var line in log.Entries)
                {
                    Lines.Enqueue(line.Message);
                }

                connection.Send(new MLogAck(Map.Fsid, log.Entries[^1].Sequence, "cluster"));
                break;
            case MAuth request:
                OnAuth(connection, request);
                break;
            case var other:
                Others.Enqueue(other);
                break;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask OnInterruptedAsync(PeerConnection connection, CloseReason reason) => ValueTask.CompletedTask;

    public ValueTask OnSessionLostAsync(PeerConnection connection) => ValueTask.CompletedTask;

    public ValueTask OnClosedAsync(PeerConnection connection, CloseReason reason)
    {
        _clients.TryRemove(connection, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _endpoint?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static UTime Now => UTime.From(DateTimeOffset.UtcNow);

    private IServerAuthenticator NewVerifier() => HasCephx
        ? new CephxMonitorVerifier(keys, Modes, Now, TestKeys.Random)
        : new NoneServerAuthenticator(_ => keys.NewGlobalId());

    private void Answer(PeerConnection connection, IReadOnlyDictionary<string, Subscription> wanted)
    {
        foreach (var (name, subscription) in wanted)
        {
            switch (name)
            {
                case "config" when SendsConfig:
                    connection.Send(new MConfig(NoOptions));
                    break;
                case "mgrmap" when subscription.Start <= MgrMap.Epoch:
                    connection.Send(new MMgrMap(MgrMap));
                    break;
                case "monmap" when subscription.Start <= Map.Epoch:
                    connection.Send(new MMonMap(Map));
                    break;
            }
        }
    }

    private void OnAuth(PeerConnection connection, MAuth request)
    {
        var identity = connection.Peer!.Identity!;
        var credentials = keys.Find(identity.Name)!;
        byte[] answer;
        if (request.Payload.Length == 2)
        {
            var rotating = Envelope.Seal(credentials.Key, KeyUsage.RotatingKeys, keys.Rotating(identity.Name.Type, Now), TestKeys.Random);
            answer = WireWriter.Encode(new RotatingKeysReply(0, rotating));
        }
        else
        {
            var reader = new WireReader(request.Payload);
            var wanted = reader.Read<ServiceTicketsRequest>();
            var authKey = keys.FindKey(EntityType.Auth, wanted.Authorizer.Ticket.KeyId);
            answer = authKey is not null
                && Envelope.TryOpen<TicketInfo>(authKey, KeyUsage.TicketInfo, wanted.Authorizer.Ticket.Sealed, out var info)
                    ? WireWriter.Encode(new ServiceTicketsReply(0, new TicketIssuer(keys, Now, TestKeys.Random).IssueAll(
                        wanted.Services, identity.Name, identity.GlobalId, credentials, info.SessionKey)))
                    : WireWriter.Encode(new ServiceTicketsReply(-13, null));
        }

        connection.Send(new MAuthReply((uint)AuthMethod.Cephx, 0, identity.GlobalId, answer, ""));
    }
}
