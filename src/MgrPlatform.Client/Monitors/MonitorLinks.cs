using System.Security.Cryptography;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Monitors;

/// <summary>The connections that the machine has asked for, and what the messenger tells of them. Owned by the client's loop.</summary>
internal sealed class MonitorLinks(
    MonitorClientOptions options, MessengerEndpoint endpoint, Func<MonitorClientInput, ValueTask> post) : IPeerHandler
{
    private readonly Dictionary<int, PeerConnection> _open = [];

    public void Open(MonitorClientEffect.Open wanted)
    {
        var login = new LoginAuthenticator(NewLogin(options, wanted.Method, wanted.Earlier));
        _open[wanted.Connection] = endpoint.Connect(
            new EntityAddressVector([wanted.Address]),
            new ConnectOptions(EntityType.Monitor, PeerPolicy.Lossy, () => login, this)
            {
                Modes = options.MonitorModes,
                Tag = new Attempt(wanted.Connection, login),
            });
    }

    public void Close(int connection)
    {
        if (_open.Remove(connection, out var closed))
        {
            closed.Close("no longer wanted");
        }
    }

    /// <summary>One that takes no more is given up: what it holds would only grow older.</summary>
    public void Send(MonitorClientEffect.Send sent)
    {
        if (_open.TryGetValue(sent.Connection, out var connection) && !connection.Send(sent.Message, sent.TransactionId))
        {
            connection.Abort("the monitor takes no more messages");
        }
    }

    /// <summary>It broke the format of a map.</summary>
    public void Break(int connection, string reason)
    {
        if (_open.TryGetValue(connection, out var broken))
        {
            broken.Abort(reason);
        }
    }

    public static IClientAuthenticator NewLogin(MonitorClientOptions options, AuthMethod method, ClientTickets? earlier) =>
        method == AuthMethod.Cephx && options.Key is { } key
            ? new CephxMonitorAuthenticator(options.Name, key, options.Services, earlier, RandomNumberGenerator.Fill)
            : new NoneClientAuthenticator(options.Name, earlier?.GlobalId ?? 0);

    public ValueTask OnReadyAsync(PeerConnection connection)
    {
        var attempt = (Attempt)connection.Tag!;
        return post(new MonitorClientInput.ConnectionOpened(attempt.Connection, attempt.Login.GlobalId, attempt.Login.Tickets));
    }

    public ValueTask OnMessageAsync(PeerConnection connection, IncomingMessage message) => post(new MonitorClientInput.Received(
        ((Attempt)connection.Tag!).Connection,
        message.Header.TransactionId,
        MessageCodec.Decode(message.Header, message.Front, message.Middle, message.Data)));

    public ValueTask OnInterruptedAsync(PeerConnection connection, CloseReason reason) => ValueTask.CompletedTask;

    public ValueTask OnSessionLostAsync(PeerConnection connection) => ValueTask.CompletedTask;

    public ValueTask OnClosedAsync(PeerConnection connection, CloseReason reason) =>
        post(new MonitorClientInput.ConnectionClosed(((Attempt)connection.Tag!).Connection, reason));

    private sealed record Attempt(int Connection, LoginAuthenticator Login);
}
