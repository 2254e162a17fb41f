using System.Threading.Channels;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.TestKit;
using MgrPlatform.Wire.Messages;

namespace MgrPlatform.Integration.Tests.BadPeers;

/// <summary>One connection of a bad peer, and what becomes of it.</summary>
/// <param name="reading">While this is not done, nothing that comes is taken.</param>
internal sealed class Attempt(Task reading) : IPeerHandler
{
    private readonly Channel<Message> _messages = Channel.CreateUnbounded<Message>();
    private readonly TaskCompletionSource<CloseReason?> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PeerConnection Connection { get; set; } = null!;

    public bool IsClosed => _closed.Task.IsCompleted;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Null when it was let in, or why not.</summary>
    public Task<CloseReason?> OutcomeAsync() => _ready.Task.WaitAsync(Eventually.Limit, Token);

    public Task<CloseReason> ClosedAsync() => _closed.Task.WaitAsync(Eventually.Limit, Token);

    /// <summary>The next message of a kind.</summary>
    public async Task<T> NextAsync<T>()
        where T : Message
    {
        while (true)
        {
            if (await _messages.Reader.ReadAsync(Token).AsTask().WaitAsync(Eventually.Limit, Token) is T wanted)
            {
                return wanted;
            }
        }
    }

    public ValueTask OnReadyAsync(PeerConnection connection)
    {
        _ready.TrySetResult(null);
        return ValueTask.CompletedTask;
    }

    public async ValueTask OnMessageAsync(PeerConnection connection, IncomingMessage message)
    {
        await reading;
        _messages.Writer.TryWrite(message.Decode());
    }

    public ValueTask OnInterruptedAsync(PeerConnection connection, CloseReason reason) => ValueTask.CompletedTask;

    public ValueTask OnSessionLostAsync(PeerConnection connection) => ValueTask.CompletedTask;

    public ValueTask OnClosedAsync(PeerConnection connection, CloseReason reason)
    {
        _ready.TrySetResult(reason);
        _closed.TrySetResult(reason);
        return ValueTask.CompletedTask;
    }
}
