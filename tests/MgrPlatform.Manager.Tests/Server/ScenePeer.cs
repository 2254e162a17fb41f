using System.Threading.Channels;
using MgrPlatform.Manager.Tests.Daemons;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Manager.Tests.Server;

/// <summary>A daemon or client that the test speaks for; each attempt is a connection of its own.</summary>
internal sealed class ScenePeer(MessengerEndpoint endpoint, EntityAddressVector server, EntityName name) : IPeerHandler
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Channel<(Message Message, ulong Transaction)> _received = Channel.CreateUnbounded<(Message, ulong)>();
    private readonly Channel<CloseReason> _closed = Channel.CreateUnbounded<CloseReason>();
    private PeerConnection? _connection;

    public ScenePeer Open()
    {
        _connection = endpoint.Connect(
            server, new ConnectOptions(EntityType.Manager, PeerPolicy.Lossy, () => new NoneClientAuthenticator(name, 0), this)
        {
            Modes = [ConnectionMode.Crc],
        });
        return this;
    }

    /// <summary>Opens as the OSD of this number, and is told how often to report.</summary>
    public async Task OpenAsOsdAsync(int osd)
    {
        Open().Send(Reports.Open($"{osd}"));
        Assert.Equal(5U, (await ReceiveAsync<MMgrConfigure>()).Message.StatsPeriodSeconds);
    }

    public void Send(Message message, ulong transaction = 0) => Assert.True(_connection!.Send(message, transaction));

    /// <summary>A message of these bytes, whatever they say; false when the connection is closed already.</summary>
    public bool SendRaw(MessageKind kind, ReadOnlyMemory<byte> front) =>
        _connection!.Send(new OutgoingMessage((ushort)kind.Type, kind.Version, kind.OldestReader, front));

    public void Leave() => _connection!.Close("the test leaves");

    public async Task<(T Message, ulong Transaction)> ReceiveAsync<T>()
        where T : Message
    {
        using var limit = new CancellationTokenSource(Limit);
        var (message, transaction) = await _received.Reader.ReadAsync(limit.Token);
        return (Assert.IsType<T>(message), transaction);
    }

    public async Task<CloseReason> UntilClosedAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        return await _closed.Reader.ReadAsync(limit.Token);
    }

    public ValueTask OnReadyAsync(PeerConnection connection) => ValueTask.CompletedTask;

    public ValueTask OnMessageAsync(PeerConnection connection, IncomingMessage message) => _received.Writer.WriteAsync(
        (MessageCodec.Decode(message.Header, message.Front, message.Middle, message.Data), message.Header.TransactionId));

    public ValueTask OnInterruptedAsync(PeerConnection connection, CloseReason reason) => ValueTask.CompletedTask;

    public ValueTask OnSessionLostAsync(PeerConnection connection) => ValueTask.CompletedTask;

    public ValueTask OnClosedAsync(PeerConnection connection, CloseReason reason) => _closed.Writer.WriteAsync(reason);
}
