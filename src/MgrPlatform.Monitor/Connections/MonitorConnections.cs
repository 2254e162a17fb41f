using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Connections;

/// <summary>
/// All connections of a monitor, with its clients and with its fellows: what comes in becomes an input of the loop, what its fellows say
/// before what its clients say, and whose queue is full is not read from. A client that takes nothing of what it is sent is cut off.
/// </summary>
internal sealed class MonitorConnections(
    ChannelWriter<MonitorInput> inputs, ClientInbox inbox, PeerKeys peers, Func<UTime> now) : IPeerHandler
{
    private const ushort HighPriority = 196;
    private static readonly EntityName Monitors = new(EntityType.Monitor, "");

    private readonly ConcurrentDictionary<long, PeerConnection> _clients = [];
    private readonly ConcurrentDictionary<string, PeerConnection> _monitors = [];
    private MessengerEndpoint? _endpoint;
    private long _last;

    /// <summary>Before anything is sent or accepted.</summary>
    public void Use(MessengerEndpoint endpoint) => _endpoint = endpoint;

    public void Send(MonitorEffect.Send effect)
    {
        if (_clients.TryGetValue(effect.Connection, out var connection)
            && !connection.Send(effect.Message, effect.TransactionId, HighPriority))
        {
            connection.CutOff("it does not take what it is sent");
        }
    }

    public void Send(MonitorEffect.SendToMonitor effect)
    {
        if (!_monitors.TryGetValue(effect.Address, out var connection))
        {
            if (!EntityAddressParser.TryParse(effect.Address, EntityAddressType.Msgr2, out EntityAddressVector? target)
                || target.Msgr2 is null)
            {
                return; // A hint that is none.
            }

            connection = _endpoint!.Connect(
                target,
                new ConnectOptions(
                    EntityType.Monitor, PeerPolicy.Lossless, () => peers.Authenticator(now(), RandomNumberGenerator.Fill), this)
                {
                    PeerName = Monitors,
                    Tag = effect.Address,
                });
            connection.Tag ??= effect.Address;
            _monitors[effect.Address] = connection;
        }

        connection.Send(effect.Message, 0, HighPriority);
    }

    public void Close(long client, string reason)
    {
        if (_clients.TryGetValue(client, out var connection))
        {
            connection.Close(reason);
        }
    }

    public void DropMonitors()
    {
        foreach (var (address, connection) in _monitors)
        {
            _monitors.TryRemove(new(address, connection));
            connection.Abort("our rank is another");
        }
    }

    public ValueTask OnReadyAsync(PeerConnection connection)
    {
        var peer = connection.Peer!;
        if (connection.Tag is string)
        {
            return ValueTask.CompletedTask;
        }

        if (peer.Identity is { } identity && identity.Name == Monitors)
        {
            var address = peer.Addresses.ToString();
            connection.Tag = address;
            _monitors[address] = connection;
            return ValueTask.CompletedTask;
        }

        var lane = new ClientLane(Interlocked.Increment(ref _last));
        connection.Tag = lane;
        _clients[lane.Id] = connection;
        inbox.Post(lane, new MonitorInput.ClientReady(lane.Id, peer, peer.Addresses.Legacy));
        return ValueTask.CompletedTask;
    }

    public ValueTask OnMessageAsync(PeerConnection connection, IncomingMessage message)
    {
        var decoded = MessageCodec.Decode(message.Header, message.Front, message.Middle, message.Data);
        return connection.Tag switch
        {
            string address => PostAsync(new MonitorInput.MonitorMessage(address, decoded)),
            ClientLane lane => inbox.PostAsync(
                lane,
                new MonitorInput.ClientMessage(lane.Id, decoded, message.Header.TransactionId),
                message.Front.Length + message.Middle.Length + message.Data.Length),
            _ => ValueTask.CompletedTask,
        };
    }

    public ValueTask OnInterruptedAsync(PeerConnection connection, CloseReason reason) =>
        reason.Kind == CloseKind.ConnectionRefused ? LostAsync(connection) : ValueTask.CompletedTask;

    public ValueTask OnSessionLostAsync(PeerConnection connection) => LostAsync(connection);

    public async ValueTask OnClosedAsync(PeerConnection connection, CloseReason reason)
    {
        switch (connection.Tag)
        {
            case string address:
                _monitors.TryRemove(new(address, connection));
                await PostAsync(new MonitorInput.MonitorLost(address));
                break;
            case ClientLane lane when _clients.TryRemove(lane.Id, out _):
                inbox.Post(lane, new MonitorInput.ClientClosed(lane.Id));
                break;
        }
    }

    private ValueTask LostAsync(PeerConnection connection) =>
        connection.Tag is string address ? PostAsync(new MonitorInput.MonitorLost(address)) : ValueTask.CompletedTask;

    /// <summary>Once the loop has ended, nobody's news is of interest.</summary>
    private async ValueTask PostAsync(MonitorInput input)
    {
        while (await inputs.WaitToWriteAsync())
        {
            if (inputs.TryWrite(input))
            {
                return;
            }
        }
    }
}
