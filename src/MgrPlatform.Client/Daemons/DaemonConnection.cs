using System.Collections.Concurrent;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Client.Daemons;

/// <summary>One connection to one daemon, for questions that it answers itself. When it breaks, whoever waits is told so.</summary>
internal sealed class DaemonConnection : IPeerHandler
{
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<Message>> _questions = [];
    private PeerConnection? _connection;
    private CloseReason? _reason;
    private ulong _lastId;

    public bool IsClosed => Volatile.Read(ref _reason) is not null;

    public void Open(Func<IPeerHandler, PeerConnection> connect) => _connection = connect(this);

    /// <summary>Pings have no transaction, so only one at a time may be asked.</summary>
    /// <exception cref="DaemonGoneException">The connection broke, or never came to be.</exception>
    public async Task<Message> AskAsync(Message question, CancellationToken cancellationToken)
    {
        var id = question is MPing ? 0 : Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<Message>(TaskCreationOptions.RunContinuationsAsynchronously);
        _questions[id] = answer;
        try
        {
            if (IsClosed || !_connection!.Send(question, id))
            {
                throw new DaemonGoneException(Volatile.Read(ref _reason) ?? new CloseReason(CloseKind.Reset, "it takes no more messages"));
            }

            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _questions.TryRemove(id, out _);
        }
    }

    public void Close() => _connection?.Close("no longer wanted");

    public ValueTask OnReadyAsync(PeerConnection connection) => ValueTask.CompletedTask;

    public ValueTask OnMessageAsync(PeerConnection connection, IncomingMessage message)
    {
        var answer = MessageCodec.Decode(message.Header, message.Front, message.Middle, message.Data);
        if (answer is MCommandReply or MPing && _questions.TryGetValue(message.Header.TransactionId, out var asker))
        {
            asker.TrySetResult(answer);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask OnInterruptedAsync(PeerConnection connection, CloseReason reason) => ValueTask.CompletedTask;

    public ValueTask OnSessionLostAsync(PeerConnection connection) => ValueTask.CompletedTask;

    public ValueTask OnClosedAsync(PeerConnection connection, CloseReason reason)
    {
        Volatile.Write(ref _reason, reason);
        foreach (var asker in _questions.Values)
        {
            asker.TrySetException(new DaemonGoneException(reason));
        }

        return ValueTask.CompletedTask;
    }
}
